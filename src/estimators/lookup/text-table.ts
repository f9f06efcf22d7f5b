import type { RowEntries } from '../../ml/labelled-rows.js';

/** Vectors of texts, each kept once: entries offsets[t] … offsets[t+1]-1 of text t. Numbered as they come. */
export class TextTable {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
  textCount = 0;
  readonly #bits: Uint32Array;
  /** The last text of each hash, and the text before it with the same hash; −1: none. */
  readonly #lastOfHash = new Map<number, number>();
  readonly #before: Int32Array;

  constructor(rowCount: number, entryCount: number) {
    this.offsets = new Uint32Array(rowCount + 1);
    this.ids = new Uint32Array(entryCount);
    this.values = new Float32Array(entryCount);
    this.#bits = new Uint32Array(this.values.buffer);
    this.#before = new Int32Array(rowCount);
  }

  /** The number of the text with these entries, a new one when there is none yet. */
  add({ ids, values, from, to }: RowEntries): number {
    const start = this.offsets[this.textCount]!;
    const length = to - from;
    // Written behind the others first: compared and hashed there, and taken back when the text is known.
    this.ids.set(ids.subarray(from, to), start);
    this.values.set(values.subarray(from, to), start);
    const hash = this.#hash(start, start + length);
    const last = this.#lastOfHash.get(hash) ?? -1;
    for (let text = last; text >= 0; text = this.#before[text]!) if (this.#isSame(text, start, length)) return text;
    this.#lastOfHash.set(hash, this.textCount);
    this.#before[this.textCount] = last;
    this.offsets[this.textCount + 1] = start + length;
    return this.textCount++;
  }

  #hash(from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let e = from; e < to; e++) {
      hash = Math.imul(hash ^ this.ids[e]!, 0x01000193);
      hash = Math.imul(hash ^ (this.#bits[e]! >>> 8), 0x01000193) ^ (hash >>> 15);
    }
    return hash;
  }

  #isSame(text: number, start: number, length: number): boolean {
    const from = this.offsets[text]!;
    if (this.offsets[text + 1]! - from !== length) return false;
    for (let e = 0; e < length; e++) {
      if (this.ids[from + e] !== this.ids[start + e] || this.#bits[from + e] !== this.#bits[start + e]) return false;
    }
    return true;
  }
}

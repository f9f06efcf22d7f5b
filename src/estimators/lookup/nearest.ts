import type { LookupModel } from './lookup-model.js';

/** The nearest texts of a vector, nearest first; of equal ones the first in training order. */
export interface Found {
  readonly texts: readonly number[];
  readonly similarities: readonly number[];
}

/** Finds the nearest texts by the cosine, through the texts that have each n-gram. Not for two threads. */
export class Nearest {
  /** Of the texts that the last vector shares an n-gram with: the product of both, and in which look-up that was. */
  readonly #sums: Float64Array;
  readonly #stamps: Uint32Array;
  readonly #touched: Uint32Array;
  #stamp = 0;

  constructor(readonly model: Pick<LookupModel, 'neighbours' | 'featureOffsets' | 'entryText' | 'entryValue' | 'codeOffsets'>) {
    const textCount = model.codeOffsets.length - 1;
    this.#sums = new Float64Array(textCount);
    this.#stamps = new Uint32Array(textCount);
    this.#touched = new Uint32Array(textCount);
  }

  /** Ids are below the feature count. Texts that share no n-gram with the vector are not among the nearest. */
  find(ids: Uint32Array, values: Float32Array): Found {
    const count = this.#add(ids, values);
    const scale = 1 / Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    const texts: number[] = [];
    const sums: number[] = [];
    for (let i = 0; i < count; i++) this.#insert(texts, sums, this.#touched[i]!);
    return { texts, similarities: sums.map((sum) => sum * scale) };
  }

  /** Sums in order of feature; how many texts were touched. */
  #add(ids: Uint32Array, values: Float32Array): number {
    const { featureOffsets, entryText, entryValue } = this.model;
    const [sums, stamps, touched, stamp] = [this.#sums, this.#stamps, this.#touched, this.#nextStamp()];
    let count = 0;
    for (let e = 0; e < ids.length; e++) {
      const value = values[e]!;
      const end = featureOffsets[ids[e]! + 1]!;
      for (let at = featureOffsets[ids[e]!]!; at < end; at++) {
        const text = entryText[at]!;
        if (stamps[text] !== stamp) {
          stamps[text] = stamp;
          touched[count++] = text;
          sums[text] = 0;
        }
        sums[text]! += value * entryValue[at]!;
      }
    }
    return count;
  }

  #nextStamp(): number {
    if (this.#stamp === 2 ** 32 - 1) {
      this.#stamps.fill(0);
      this.#stamp = 0;
    }
    return ++this.#stamp;
  }

  /** Insertion into a short list. */
  #insert(texts: number[], sums: number[], text: number): void {
    const sum = this.#sums[text]!;
    const { neighbours } = this.model;
    const last = sums.length - 1;
    if (sums.length === neighbours && isBehind(sum, text, sums[last]!, texts[last]!)) return;
    let place = Math.min(sums.length, neighbours - 1);
    while (place > 0 && isBehind(sums[place - 1]!, texts[place - 1]!, sum, text)) {
      sums[place] = sums[place - 1]!;
      texts[place] = texts[place - 1]!;
      place--;
    }
    sums[place] = sum;
    texts[place] = text;
  }
}

function isBehind(sum: number, text: number, otherSum: number, otherText: number): boolean {
  return sum < otherSum || (sum === otherSum && text > otherText);
}

import { grown } from './key-table.js';

/** What `find` gives for a token that was not put there. */
export const NO_TOKEN = -2;

/** Four words a slot, side by side: hash, where the bytes start, their number, and the token's number + 2 (0 for an empty slot). */
const SLOT_WORDS = 4;

/** Remembers a number, at least -1, for tokens of one byte a letter, without a string of any. */
export class TokenTable {
  #slots = new Int32Array(SLOT_WORDS * 1024);
  #count = 0;
  #bytes: Uint8Array = new Uint8Array(1 << 13);
  #end = 0;

  /** The number of the token in bytes `from` to `to` - 1, of that `hashToken`; `NO_TOKEN` when there is none. */
  find(text: Uint8Array, from: number, to: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (SLOT_WORDS * hash) & mask;
    while (slots[at + 3] !== 0) {
      if (slots[at] === hash && slots[at + 2] === to - from && this.#isAt(slots[at + 1]!, text, from, to)) return slots[at + 3]! - 2;
      at = (at + SLOT_WORDS) & mask;
    }
    return NO_TOKEN;
  }

  /** Puts a token there that is not. */
  put(text: Uint8Array, from: number, to: number, hash: number, number: number): void {
    const length = to - from;
    if (2 * SLOT_WORDS * (this.#count + 1) > this.#slots.length) this.#grow();
    if (this.#end + length > this.#bytes.length) this.#bytes = grown(this.#bytes, 2 * (this.#end + length));
    this.#bytes.set(text.subarray(from, to), this.#end);
    this.#write(hash, this.#end, length, number + 2);
    this.#end += length;
    this.#count++;
  }

  #isAt(start: number, text: Uint8Array, from: number, to: number): boolean {
    const bytes = this.#bytes;
    for (let i = from; i < to; i++) if (bytes[start + i - from] !== text[i]) return false;
    return true;
  }

  #write(hash: number, start: number, length: number, word: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (SLOT_WORDS * hash) & mask;
    while (slots[at + 3] !== 0) at = (at + SLOT_WORDS) & mask;
    slots[at] = hash;
    slots[at + 1] = start;
    slots[at + 2] = length;
    slots[at + 3] = word;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(2 * before.length);
    for (let at = 0; at < before.length; at += SLOT_WORDS) {
      if (before[at + 3] !== 0) this.#write(before[at]!, before[at + 1]!, before[at + 2]!, before[at + 3]!);
    }
  }
}

/** A hash of the bytes (FNV-1a, its high bits mixed into the low ones), as a signed 32-bit number. */
export function hashToken(text: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

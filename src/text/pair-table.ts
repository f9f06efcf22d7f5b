/** What `find` gives for a pair that was not put there. */
export const NO_PAIR = -2;

/** Pairs that are kept; one more, and all are forgotten: that costs less than to look for the oldest. */
const MOST_PAIRS = 1 << 17;
/** Four words a slot, side by side so that a look-up touches one cache line: the pair, and the number + 2 (0 for an empty slot). */
const SLOT_WORDS = 4;

/** Remembers a number, at least -1, for pairs of whole numbers. Memory: at most 4 MB. */
export class PairTable {
  #slots = new Int32Array(SLOT_WORDS * 1024);
  #count = 0;

  /** The number of a pair; `NO_PAIR` when there is none. */
  find(first: number, second: number): number {
    return this.#slots[this.#slotOf(first, second) + 2]! - 2;
  }

  /** Puts a pair there that is not. */
  put(first: number, second: number, number: number): void {
    if (this.#count === MOST_PAIRS) this.#forget();
    if (2 * SLOT_WORDS * (this.#count + 1) > this.#slots.length) this.#grow();
    this.#write(first, second, number + 2);
    this.#count++;
  }

  #slotOf(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
    let at = (SLOT_WORDS * (mixed ^ (mixed >>> 15))) & mask;
    while (slots[at + 2] !== 0 && (slots[at] !== first || slots[at + 1] !== second)) at = (at + SLOT_WORDS) & mask;
    return at;
  }

  #write(first: number, second: number, word: number): void {
    const at = this.#slotOf(first, second);
    this.#slots[at] = first;
    this.#slots[at + 1] = second;
    this.#slots[at + 2] = word;
  }

  #forget(): void {
    this.#slots.fill(0);
    this.#count = 0;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(2 * before.length);
    for (let at = 0; at < before.length; at += SLOT_WORDS) if (before[at + 2] !== 0) this.#write(before[at]!, before[at + 1]!, before[at + 2]!);
  }
}

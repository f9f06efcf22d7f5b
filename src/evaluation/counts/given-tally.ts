import type { GivenRows } from './corrected-counts.js';

/** Digits of a text's key that tell it from others: 52 bits, which a number holds. */
const KEY_DIGITS = 13;

/** Counts rows by the code that they were given, and by text. Memory: two numbers a text. */
export class GivenTally {
  rowCount = 0;
  uncodedCount = 0;
  readonly #texts = new Map<string, Map<number, number>>();

  /** `group`: hexadecimal, equal for rows of one text. */
  add(code: string | null, group: string): void {
    this.rowCount++;
    if (code === null) {
      this.uncodedCount++;
      return;
    }
    const texts = this.#texts.get(code) ?? new Map<number, number>();
    this.#texts.set(code, texts);
    const key = Number.parseInt(group.slice(0, KEY_DIGITS), 16);
    texts.set(key, (texts.get(key) ?? 0) + 1);
  }

  /** The rows by code, once each code is replaced by what `cut` makes of it. */
  byCode(cut: (code: string) => string): ReadonlyMap<string, GivenRows> {
    const given = new Map<string, GivenRows>();
    for (const [code, texts] of this.#texts) {
      const known = given.get(cut(code)) ?? { rowCount: 0, squares: 0 };
      let { rowCount, squares } = known;
      for (const rows of texts.values()) {
        rowCount += rows;
        squares += rows * rows;
      }
      given.set(cut(code), { rowCount, squares });
    }
    return given;
  }
}

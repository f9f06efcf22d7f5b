import type { Rng } from '../../src/core/rng.js';

/** One text and its code. */
export interface PlantedRow {
  readonly text: string;
  readonly code: string;
}

const CODES = 60;
/** Codes of a family share words. */
const FAMILY = 5;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** At most so large a share of rows was given the code of another one. */
const MOST_NOISE = 0.02;

/** A population of short texts: unequal codes with words of their own, words that a family shares, and words of all. Others for every seed. */
export class PlantedTexts {
  readonly #own: readonly (readonly string[])[];
  readonly #shared: readonly (readonly string[])[];
  readonly #common: readonly string[];
  readonly #upTo: Float64Array;
  readonly #ownShare: Float64Array;
  readonly #noise: number;

  constructor(rng: Rng) {
    const words = (count: number): string[] => Array.from({ length: count }, () => wordOf(rng));
    this.#own = Array.from({ length: CODES }, () => words(12));
    this.#shared = Array.from({ length: CODES / FAMILY }, () => words(20));
    this.#common = words(300);
    const level = 0.2 + 0.2 * rng.nextFloat();
    this.#ownShare = Float64Array.from({ length: CODES }, () => level + 0.2 * rng.nextFloat());
    this.#noise = MOST_NOISE * rng.nextFloat();
    let sum = 0;
    this.#upTo = Float64Array.from({ length: CODES }, (_, rank) => (sum += 1 / (rank + 2)));
  }

  draw(rng: Rng): PlantedRow {
    const code = this.#code(rng);
    const text = Array.from({ length: 3 + rng.nextBelow(4) }, () => this.#word(code, rng)).join(' ');
    return { text, code: `c${rng.nextFloat() < this.#noise ? this.#code(rng) : code}` };
  }

  #code(rng: Rng): number {
    const at = rng.nextFloat() * this.#upTo[CODES - 1]!;
    return this.#upTo.findIndex((sum) => at < sum);
  }

  #word(code: number, rng: Rng): string {
    const at = rng.nextFloat() - this.#ownShare[code]!;
    const words = at < 0 ? this.#own[code]! : at < 0.25 ? this.#shared[Math.floor(code / FAMILY)]! : this.#common;
    return words[rng.nextBelow(words.length)]!;
  }
}

function wordOf(rng: Rng): string {
  return Array.from({ length: 4 + rng.nextBelow(5) }, () => LETTERS[rng.nextBelow(LETTERS.length)]).join('');
}

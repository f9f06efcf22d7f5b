import type { Rng } from '../../core/rng.js';

/** Draws indices in proportion to weights, two random numbers a draw (alias method: Walker 1974, Vose 1991). */
export class AliasTable {
  readonly #keep: Float64Array;
  readonly #alias: Int32Array;

  /** Weights are finite, not negative and not all zero. */
  constructor(weights: readonly number[]) {
    const count = weights.length;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const scaled = Float64Array.from(weights, (weight) => (weight * count) / total);
    this.#keep = new Float64Array(count).fill(1);
    this.#alias = Int32Array.from(weights, (_, index) => index);
    const small: number[] = [];
    const large: number[] = [];
    scaled.forEach((share, index) => {
      (share < 1 ? small : large).push(index);
    });
    while (small.length > 0 && large.length > 0) {
      const low = small.pop() as number;
      const high = large.at(-1) as number;
      this.#keep[low] = scaled[low] as number;
      this.#alias[low] = high;
      scaled[high] = (scaled[high] as number) + (scaled[low] as number) - 1;
      if ((scaled[high] as number) < 1) small.push(large.pop() as number);
    }
  }

  draw(rng: Rng): number {
    const index = Math.floor(rng.nextFloat() * this.#keep.length);
    return rng.nextFloat() < (this.#keep[index] as number) ? index : (this.#alias[index] as number);
  }
}

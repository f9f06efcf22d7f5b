import type { Rng } from '../../core/rng.js';
import type { Centroids } from './centroids.js';

/** The most rounds; they mostly end after five to ten. */
const MOST_ROUNDS = 20;

/**
 * Halves codes by balanced spherical 2-means (Prabhu et al. 2018, Parabel, algorithm 2). With m_1 and m_2 the directions of two codes
 * that were drawn, codes are ordered by x_k·(m_1 − m_2), ties by their own order; the first half is the one side, and of each side m is
 * the direction of the sum of its x_k; this again until no code changes sides.
 */
export class CodeHalver {
  /** m_1 − m_2, of the features that any of the codes has. */
  readonly #difference: Float64Array;
  readonly #sums: readonly [Float64Array, Float64Array];
  readonly #seen: Uint8Array;
  #features: number[] = [];

  constructor(
    readonly centroids: Centroids,
    featureCount: number,
  ) {
    this.#difference = new Float64Array(featureCount);
    this.#sums = [new Float64Array(featureCount), new Float64Array(featureCount)];
    this.#seen = new Uint8Array(featureCount);
  }

  /** Both halves, each in the order that the codes had; the first one is the larger by at most one. At least two codes. */
  halve(codes: readonly number[], rng: Rng): readonly [number[], number[]] {
    this.#findFeatures(codes);
    const first = rng.nextBelow(codes.length);
    const second = (first + 1 + rng.nextBelow(codes.length - 1)) % codes.length;
    this.#aim([codes[first]!], [codes[second]!]);
    let sides = this.#divide(codes);
    for (let round = 1; round < MOST_ROUNDS; round++) {
      this.#aim(...sides);
      const next = this.#divide(codes);
      const stays = next[0].every((code, place) => code === sides[0][place]);
      sides = next;
      if (stays) break;
    }
    return sides;
  }

  /** Of which most sets of codes have few: time goes with them, not with all features. */
  #findFeatures(codes: readonly number[]): void {
    const { offsets, ids } = this.centroids;
    this.#features = [];
    for (const code of codes) {
      for (let e = offsets[code]!; e < offsets[code + 1]!; e++) {
        if (this.#seen[ids[e]!] === 0) this.#features.push(ids[e]!);
        this.#seen[ids[e]!] = 1;
      }
    }
    for (const feature of this.#features) this.#seen[feature] = 0;
  }

  #aim(one: readonly number[], other: readonly number[]): void {
    const [a, b] = this.#sums;
    const scale = this.#sumUp(one, a);
    const otherScale = this.#sumUp(other, b);
    for (const feature of this.#features) this.#difference[feature] = scale * a[feature]! - otherScale * b[feature]!;
  }

  /** 1 over the length of the sum; 0 of a sum that is 0. */
  #sumUp(codes: readonly number[], sums: Float64Array): number {
    const { offsets, ids, values } = this.centroids;
    for (const feature of this.#features) sums[feature] = 0;
    for (const code of codes) for (let e = offsets[code]!; e < offsets[code + 1]!; e++) sums[ids[e]!]! += values[e]!;
    let square = 0;
    for (const feature of this.#features) square += sums[feature]! * sums[feature]!;
    return square > 0 ? 1 / Math.sqrt(square) : 0;
  }

  #divide(codes: readonly number[]): [number[], number[]] {
    const likeness = codes.map((code) => this.#product(code));
    const ranked = [...codes.keys()].sort((a, b) => likeness[b]! - likeness[a]! || a - b);
    const half = Math.ceil(codes.length / 2);
    const sideOf = (from: number, to: number): number[] =>
      ranked
        .slice(from, to)
        .sort((a, b) => a - b)
        .map((place) => codes[place]!);
    return [sideOf(0, half), sideOf(half, codes.length)];
  }

  #product(code: number): number {
    const { offsets, ids, values } = this.centroids;
    let sum = 0;
    for (let e = offsets[code]!; e < offsets[code + 1]!; e++) sum += values[e]! * this.#difference[ids[e]!]!;
    return sum;
  }
}

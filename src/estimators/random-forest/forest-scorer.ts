import type { Scorer } from '../model-format.js';
import type { ForestModel } from './forest-model.js';
import { leafOf } from './tree.js';

/**
 * Probabilities are the mean of the shares of the leaves that a row comes to, and of the shares of the codes, which count as one tree
 * more: no code is ruled out. Cost: a walk down every tree.
 */
export class ForestScorer implements Scorer {
  readonly codes: readonly string[];
  readonly areLogits = false;
  readonly #scores: Float32Array;
  readonly #sums: Float64Array;
  /** The look-up in which each n-gram was last met. */
  readonly #stamps: Uint32Array;
  #stamp = 0;

  constructor(readonly model: ForestModel) {
    this.codes = model.codes;
    this.#scores = new Float32Array(model.codes.length);
    this.#sums = new Float64Array(model.codes.length);
    this.#stamps = new Uint32Array(model.featureCount);
  }

  score(ids: Uint32Array, values: Float32Array): Float32Array {
    this.#mark(ids, values);
    return this.#average(() => true);
  }

  /** The same by those trees alone that `counts` lets count. */
  scoreBy(ids: Uint32Array, counts: (tree: number) => boolean): Float32Array {
    this.#mark(ids, null);
    return this.#average(counts);
  }

  #mark(ids: Uint32Array, values: Float32Array | null): void {
    if (this.#stamp === 2 ** 32 - 1) {
      this.#stamps.fill(0);
      this.#stamp = 0;
    }
    this.#stamp++;
    for (let e = 0; e < ids.length; e++) if (values === null || values[e] !== 0) this.#stamps[ids[e]!] = this.#stamp;
  }

  #average(counts: (tree: number) => boolean): Float32Array {
    const { roots, leafOffsets, leafCode, leafShare, shares } = this.model;
    const sums = this.#sums;
    const has = (feature: number): boolean => this.#stamps[feature] === this.#stamp;
    sums.set(shares);
    let trees = 1;
    for (let t = 0; t + 1 < roots.length; t++) {
      if (!counts(t)) continue;
      trees++;
      const leaf = leafOf(this.model, roots[t]!, has);
      for (let at = leafOffsets[leaf]!; at < leafOffsets[leaf + 1]!; at++) sums[leafCode[at]!]! += leafShare[at]!;
    }
    for (let k = 0; k < sums.length; k++) this.#scores[k] = sums[k]! / trees;
    return this.#scores;
  }
}

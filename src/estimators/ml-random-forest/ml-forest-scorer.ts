import type { Scorer } from '../model-format.js';
import { LEAF, type MlForestModel } from './ml-forest-model.js';

/**
 * Probabilities are the shares of the trees' votes, p_k = (v_k + 1/K) / (T + 1) with T trees and K codes: as if one tree more were
 * divided over all codes, so that none is ruled out. The order is that of the votes, ties to the first code.
 */
export class MlForestScorer implements Scorer {
  readonly codes: readonly string[];
  readonly areLogits = false;
  readonly #scores: Float32Array;
  readonly #values: Float32Array;

  constructor(readonly model: MlForestModel) {
    this.codes = model.codes;
    this.#scores = new Float32Array(model.codes.length);
    this.#values = new Float32Array(model.featureCount);
  }

  score(ids: Uint32Array, values: Float32Array): Float32Array {
    ids.forEach((id, e) => {
      this.#values[id] = values[e]!;
    });
    const { roots, codes } = this.model;
    const one = 1 / (roots.length + 1);
    this.#scores.fill(one / codes.length);
    for (const root of roots) this.#scores[this.#codeOf(root)]! += one;
    for (const id of ids) this.#values[id] = 0;
    return this.#scores;
  }

  #codeOf(root: number): number {
    const { feature, threshold, right } = this.model;
    let node = root;
    while (feature[node] !== LEAF) node = this.#values[feature[node]!]! < threshold[node]! ? node + 1 : right[node]!;
    return right[node]!;
  }
}

import { exp, log } from '../../kernels/math.js';
import type { Scorer } from '../model-format.js';
import { nodeCountOf } from './code-tree.js';
import type { TreeModel } from './tree-model.js';

/** Share of the answer that goes by the shares of the codes in the training rows: no code is ruled out. */
const PRIOR = 0.01;
/** e to this is nothing beside the prior. */
const NEGLIGIBLE = -40;

/** A node or a code on the way, with the sum of its way. */
interface Reached {
  readonly index: number;
  readonly sum: number;
}

/**
 * Beam search (Yu et al. 2022, PECOS, their §3.2 and §4): the way to child p of margin m adds −max(0, 1 − m)³ to its sum; of each level
 * the `beam` nodes of the largest sum are looked into, ties by number. With S_k the sum of a code that was reached,
 *   p_k = (1 − ε)·e^S_k / Σ_j e^S_j + ε·share_k
 * and ε·share_k for all others; scores are logarithms. Cost: the features of the row that each node looked into has weights for.
 */
export class TreeScorer implements Scorer {
  readonly codes: readonly string[];
  readonly areLogits = true;
  readonly #scores: Float32Array;
  /** Scores of codes that are not reached. */
  readonly #rest: Float32Array;
  readonly #margins: Float64Array;

  constructor(readonly model: TreeModel) {
    const { codes, shares, childOffsets } = model;
    this.codes = codes;
    this.#scores = new Float32Array(codes.length);
    this.#rest = Float32Array.from(shares, (share) => log(PRIOR * share));
    let most = 0;
    for (let node = 0; node + 1 < childOffsets.length; node++) most = Math.max(most, childOffsets[node + 1]! - childOffsets[node]!);
    this.#margins = new Float64Array(most);
  }

  score(ids: Uint32Array, values: Float32Array): Float32Array {
    const reached: Reached[] = [];
    let level: readonly Reached[] = [{ index: 0, sum: 0 }];
    while (level.length > 0) {
      const next: Reached[] = [];
      for (const node of level) this.#lookInto(node, ids, values, next, reached);
      level = next.length <= this.model.beam ? next : next.sort(bestFirst).slice(0, this.model.beam);
    }
    return this.#sharesOf(reached);
  }

  #lookInto({ index: node, sum }: Reached, ids: Uint32Array, values: Float32Array, nodes: Reached[], codes: Reached[]): void {
    const { childOffsets, child } = this.model;
    const nodeCount = nodeCountOf(this.model);
    const first = childOffsets[node]!;
    const count = childOffsets[node + 1]! - first;
    this.#findMargins(node, first, count, ids, values);
    for (let own = 0; own < count; own++) {
      const lack = Math.max(0, 1 - this.#margins[own]!);
      const index = child[first + own]!;
      const way = sum - lack * lack * lack;
      if (index < nodeCount) nodes.push({ index, sum: way });
      else codes.push({ index: index - nodeCount, sum: way });
    }
  }

  #findMargins(node: number, first: number, count: number, ids: Uint32Array, values: Float32Array): void {
    const { intercept, featureOffsets, feature, entryOffsets, entryChild, entryWeight } = this.model;
    const margins = this.#margins;
    for (let own = 0; own < count; own++) margins[own] = intercept[first + own]!;
    let from = featureOffsets[node]!;
    const end = featureOffsets[node + 1]!;
    for (let e = 0; e < ids.length && from < end; e++) {
      from = firstAtLeast(feature, ids[e]!, from, end);
      if (from === end || feature[from] !== ids[e]) continue;
      const value = values[e]!;
      for (let at = entryOffsets[from]!; at < entryOffsets[from + 1]!; at++) margins[entryChild[at]!]! += value * entryWeight[at]!;
    }
  }

  #sharesOf(reached: readonly Reached[]): Float32Array {
    const scores = this.#scores;
    const { shares } = this.model;
    scores.set(this.#rest);
    const most = reached.reduce((best, { sum }) => Math.max(best, sum), Number.NEGATIVE_INFINITY);
    const total = reached.reduce((all, { sum }) => all + exp(Math.max(NEGLIGIBLE, sum - most)), 0);
    for (const { index, sum } of reached) {
      if (sum - most > NEGLIGIBLE) scores[index] = log(((1 - PRIOR) * exp(sum - most)) / total + PRIOR * shares[index]!);
    }
    return scores;
  }
}

function bestFirst(a: Reached, b: Reached): number {
  return b.sum - a.sum || a.index - b.index;
}

/** The first of the ascending numbers from … to-1 that is at least `wanted`; `to` when there is none. Steps double, since the next one is mostly near. */
function firstAtLeast(numbers: Uint32Array, wanted: number, from: number, to: number): number {
  let step = 1;
  let low = from;
  while (low + step < to && numbers[low + step]! < wanted) {
    low += step;
    step *= 2;
  }
  let high = Math.min(to, low + step + 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { Rng } from '../core/rng.js';

/**
 * What a pass leaves out of the rows that it visits. Every entry (an n-gram, a covariate) is left out with a chance p of its own,
 * and those that stay are divided by 1 − p, so that the expected scores of a row are its own. To second order the expected loss is
 * that of the whole rows plus p/(1 − p)/2 · Σ_i Σ_j x_ij² Var_i(w_j), Var_i(w_j) being the variance of weight row j over the codes
 * with the probabilities of row i: an l2 penalty that adapts to each feature, slight for those of few rows and of rows that are
 * sure of their code (Wager, Wang and Liang 2013, Dropout Training as Adaptive Regularization). An entry left out costs nothing.
 * Chance hangs on seed, pass, place in the training order and feature: on no worker, slice or batch, nor on where the rows lie.
 */
export interface Blankout {
  /** 32 bits of the pass. */
  readonly key: number;
  /** Entries whose 32 bits are below it are left out. */
  readonly below: number;
  /** 1 / (1 − p). */
  readonly scale: number;
}

/** The blankout of a pass that leaves out `share` of the entries, from 0 to below 1. */
export function blankoutOf(share: number, seed: number, pass: number): Blankout {
  const key = Rng.fromSeed(seed).fork('blankout').fork(String(pass)).nextUint32();
  return { key, below: share * 2 ** 32, scale: 1 / (1 - share) };
}

/** Entries of documents one behind the other: those of document d are offsets[d] … offsets[d+1]-1. */
interface Entries {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Leaves entries of the first `count` documents out, in place: those behind move up. The documents are rows `place`, `place` + 1, …
 * of the training order; ids count from `firstFeature`.
 */
export function blankOut(
  { key, below, scale }: Blankout,
  place: number,
  count: number,
  { offsets, ids, values }: Entries,
  firstFeature: number,
): void {
  let kept = 0;
  let next = 0;
  for (let d = 0; d < count; d++) {
    const rowKey = mix(key + mix(place + d));
    const end = offsets[d + 1]!;
    for (let e = next; e < end; e++) {
      const id = ids[e]!;
      if (mix(rowKey + mix(firstFeature + id)) >>> 0 < below) continue;
      ids[kept] = id;
      values[kept] = values[e]! * scale;
      kept++;
    }
    next = end;
    offsets[d + 1] = kept;
  }
}

/** A changed bit of the input changes about half the bits of the output (lowbias32, Chris Wellons 2018). */
function mix(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

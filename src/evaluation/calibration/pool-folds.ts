import { Rng, shuffle } from '../../core/rng.js';

/** `PoolFolds.fold` of a group that is not in the pool, or in a fold that is not fitted. */
export const NOT_HELD_OUT = 255;

/** The pool of groups that models may be fitted on or calibrated by, cut into folds of which the first few are held out. */
export interface PoolFolds {
  /** Of how many folds each is one. */
  readonly foldCount: number;
  /** So many of them are held out, each by a fit to all others. */
  readonly fittedCount: number;
  /** Fold of each group, below `fittedCount`, or `NOT_HELD_OUT`. */
  readonly fold: Uint8Array;
}

/** However little ships, three folds are two thirds. */
const FEWEST_FOLDS = 3;
/** And at most: each costs a fit. */
const MOST_FOLDS = 20;
/** A calibrator of a few numbers gains little beyond so many rows … */
const ENOUGH_ROWS = 6000;
/** … and no more than that are scored: a fold of a large pool is held out in part. */
export const MOST_ROWS = 50_000;

/**
 * Into how many folds a pool is cut so that the fit without one is as large as the one that ships: K = ⌈1 / (1 − shipped / pool)⌉, by
 * groups, at most 20, and 20 where all of the pool ships. With train and validation that is 10 or a few more.
 */
export function foldCountOf(shippedGroups: number, poolGroups: number): number {
  const left = poolGroups - shippedGroups;
  const wanted = left <= 0 ? MOST_FOLDS : Math.ceil(poolGroups / left);
  return Math.min(MOST_FOLDS, Math.max(FEWEST_FOLDS, wanted));
}

/** How many of the folds are held out: until the rows are enough. */
export function fittedCountOf(foldCount: number, poolRows: number): number {
  return Math.min(foldCount, Math.max(1, Math.ceil((ENOUGH_ROWS * foldCount) / Math.max(1, poolRows))));
}

/**
 * Deals the groups of the pool to folds, code by code in random order (`stratum` is the code of each group, −1 for one outside of the
 * pool): a code's groups are spread over the folds as evenly as can be, and so are all groups.
 */
export function dealFolds(stratum: Int32Array, foldCount: number, fittedCount: number, seed: number): PoolFolds {
  const byCode = new Map<number, number[]>();
  stratum.forEach((code, group) => {
    if (code < 0) return;
    const groups = byCode.get(code);
    if (groups === undefined) byCode.set(code, [group]);
    else groups.push(group);
  });
  const rng = Rng.fromSeed(seed).fork('calibration folds');
  const codes = shuffle(
    [...byCode.keys()].sort((a, b) => a - b),
    rng,
  );
  const fold = new Uint8Array(stratum.length).fill(NOT_HELD_OUT);
  let next = 0;
  for (const code of codes) {
    for (const group of shuffle(byCode.get(code)!, rng)) {
      const own = next++ % foldCount;
      if (own < fittedCount) fold[group] = own;
    }
  }
  return { foldCount, fittedCount, fold };
}

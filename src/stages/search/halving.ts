import type { SharedRows } from '../../tasks/stored-rows.js';

/** One step of successive halving: every trial still in, one pass over the first 1/part of the training order. */
export interface Rung {
  readonly rung: number;
  readonly part: number;
  readonly trialCount: number;
  /** Trials that go on. */
  readonly keptCount: number;
}

/** One in so many trials goes on, and the rows grow by as much. */
const ETA = 3;

/** 1/part of the training rows at each rung, before the fits in full. */
const PARTS = [ETA * ETA, ETA] as const;

/** A rung has at least so many rows, if there are so many: fewer rank class weightings by chance. */
const LEAST_ROWS = 8192;

/** The fewest trials that are fitted in full: the last choice is never left to a short fit. */
const LEAST_FULL_FITS = 2;

/**
 * The rungs for a number of trials: successive halving (Jamieson and Talwalkar 2016; the inner loop of Hyperband, Li et al.
 * 2018) with one in three kept, over rows. A rung that would drop nobody is left out, so that up to two trials have none.
 */
export function planRungs(trialCount: number): readonly Rung[] {
  const rungs: Rung[] = [];
  let left = trialCount;
  for (const [rung, part] of PARTS.entries()) {
    const keptCount = Math.max(LEAST_FULL_FITS, Math.ceil(left / ETA));
    if (keptCount < left) rungs.push({ rung, part, trialCount: left, keptCount });
    left = Math.min(left, keptCount);
  }
  return rungs;
}

/** The first 1/part of the rows, rounded up, and at least `LEAST_ROWS` where there are as many: views of the same order, with the weights that they have among all rows. */
export function firstPart(rows: SharedRows, part: number): SharedRows {
  const count = Math.max(Math.ceil(rows.row.length / part), Math.min(rows.row.length, LEAST_ROWS));
  return { ...rows, row: rows.row.subarray(0, count), label: rows.label.subarray(0, count), weight: rows.weight.subarray(0, count) };
}

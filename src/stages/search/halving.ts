import type { SharedRows } from '../../ml/labelled-rows.js';

/** One step of successive halving: every trial still in, one pass over the first 1/part of the training order. */
export interface Rung {
  readonly rung: number;
  readonly part: number;
  readonly trialCount: number;
  /** Trials that go on; at the last rung at most. */
  readonly keptCount: number;
}

/**
 * 1/part of the training rows at the rungs before the fits in full. The last rung is what a full fit begins with; fewer rows
 * flatter weak penalties. Fewer trials need fewer rungs, and do without the shortest.
 */
const PARTS = [12, 3, 1] as const;

/** A rung has at least so many rows, if there are so many: fewer rank class weightings by chance. */
export const LEAST_ROWS = 1024;

/** The fewest trials that may be fitted in full. */
const LEAST_FULL_FITS = 2;

/**
 * The rungs for a number of trials: successive halving over rows (Jamieson and Talwalkar 2016; the inner loop of Hyperband, Li
 * et al. 2018), the better half kept at each, at the last one at most. Up to two trials have none.
 */
export function planRungs(trialCount: number): readonly Rung[] {
  const counts = [trialCount];
  for (let left = trialCount; left > LEAST_FULL_FITS && counts.length <= PARTS.length; counts.push(left)) left = halve(left);
  return counts.slice(1).map((keptCount, rung) => ({
    rung,
    part: PARTS[PARTS.length - counts.length + 1 + rung] as number,
    trialCount: counts[rung] as number,
    keptCount,
  }));
}

function halve(trialCount: number): number {
  return Math.max(LEAST_FULL_FITS, Math.floor(trialCount / 2));
}

/**
 * How many trials of a rung go on, given their scores, best first. After the pass over all rows only those within a standard
 * error of the best, as the one-standard-error rule has it (Breiman, Friedman, Olshen and Stone 1984):
 *
 *   s ≥ s₁ − √(s₁ (1 − s₁) / n),   the error of a share s₁ over the n rows that judge
 */
export function countKept({ part, keptCount }: Rung, scores: readonly number[], judgingRows: number): number {
  if (part > 1) return keptCount;
  const [best = 0] = scores;
  const error = Math.sqrt((best * (1 - best)) / judgingRows);
  return scores.slice(0, keptCount).filter((score) => score >= best - error).length;
}

/** The first 1/part of the rows, rounded up, and at least `LEAST_ROWS` where there are as many: views of the same order, with the weights that they have among all rows. */
export function firstPart(rows: SharedRows, part: number): SharedRows {
  const count = Math.max(Math.ceil(rows.row.length / part), Math.min(rows.row.length, LEAST_ROWS));
  return { ...rows, row: rows.row.subarray(0, count), label: rows.label.subarray(0, count), weight: rows.weight.subarray(0, count) };
}

/** What a rung looked at, in words. */
export function describePart(part: number): string {
  return part === 1 ? 'all training rows' : `1/${part} of the training rows`;
}

import { belowScore } from './budget-threshold.js';
import type { ScoredRows } from './scored-rows.js';

/** What comes of it when people look at the rows of the lowest scores. Shares are of incoming rows. */
export interface ReviewState {
  /** The share that people look at. Equal scores stay together, so that it is at most the one asked for. */
  readonly reviewShare: number;
  /** Rows with a score of at least this are coded automatically; null when there are none. */
  readonly threshold: number | null;
  /** The share of automatic rows that is right; null when there are none. */
  readonly automaticAccuracy: number | null;
  /** The share of all rows that is right, when people are wrong with the stated chance. */
  readonly wholeAccuracy: number;
}

/**
 * The risk–coverage curve at the given review shares, rising, of rows as they weigh:
 *
 *   whole accuracy = (Σ_automatic w·right + (1 − e)·Σ_reviewed w) / Σ w,   e = reviewerError
 *
 * Empty without rows of weight.
 */
export function reviewStates({ score, wrong, weight }: ScoredRows, shares: readonly number[], reviewerError: number): ReviewState[] {
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[a]! - score[b]! || a - b);
  let total = 0;
  let right = 0;
  for (const row of order) {
    total += weight[row]!;
    right += weight[row]! * (1 - wrong[row]!);
  }
  if (!(total > 0)) return [];
  let next = 0;
  let reviewed = 0;
  return shares.map((share) => {
    while (next < order.length) {
      const tie = tieFrom(order, score, weight, next);
      if (reviewed + tie.weight > share * total * ALMOST) break;
      for (; next < tie.end; next++) right -= weight[order[next]!]! * (1 - wrong[order[next]!]!);
      reviewed += tie.weight;
    }
    const automatic = total - reviewed;
    const isEmpty = next === order.length;
    return {
      reviewShare: isEmpty ? 1 : reviewed / total,
      threshold: isEmpty ? null : belowScore(score[order[next]!]!),
      automaticAccuracy: isEmpty || !(automatic > 0) ? null : Math.min(1, Math.max(0, right / automatic)),
      wholeAccuracy: ((isEmpty ? 0 : right) + (1 - reviewerError) * (isEmpty ? total : reviewed)) / total,
    };
  });
}

/** Sums that miss a share by rounding alone have reached it. */
const ALMOST = 1 + 1e-12;

/** The rows of rising score from a place on that tie with the first of them. */
function tieFrom(order: Uint32Array, score: Float64Array, weight: Float64Array, first: number): { readonly end: number; readonly weight: number } {
  let end = first;
  let sum = 0;
  while (end < order.length && score[order[end]!] === score[order[first]!]) sum += weight[order[end++]!]!;
  return { end, weight: sum };
}

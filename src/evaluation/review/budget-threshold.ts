import type { ScoredRows } from './scored-rows.js';

/** Scores that a batch and a single text give differ in their last digits: rows that tie with the threshold must not fall below it. */
const STEP = 1e6;

/**
 * The score below which rows go to a person, so that at most the share `budget` (0 to 1) of incoming rows does: the weighted quantile of
 * the scores. Rows are taken from the lowest score up while their weight stays within budget · Σ weight; the threshold is the first score
 * that is not taken, brought down by `belowScore`. Equal scores stay together, so that ties send fewer rows. Null when nobody looks: no
 * rows, or a budget that not even the lowest score fits in. A budget of 1 gives 1: every row that is not certain.
 */
export function budgetThreshold({ score, weight }: Pick<ScoredRows, 'score' | 'weight'>, budget: number): number | null {
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[a]! - score[b]! || a - b);
  let total = 0;
  for (const row of order) total += weight[row]!;
  if (!(total > 0)) return null;
  let taken = 0;
  let count = 0;
  for (; count < order.length; count++) {
    const next = taken + weight[order[count]!]!;
    if (next > budget * total) break;
    taken = next;
  }
  if (taken === 0) return null;
  return count === order.length ? 1 : belowScore(score[order[count]!]!);
}

/** A threshold that a score surely reaches: whole millionths, at least half a one below it, and not below 0. */
export function belowScore(score: number): number {
  return Math.max(0, Math.floor(score * STEP - 0.5) / STEP);
}

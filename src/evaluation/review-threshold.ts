/** Scores that a batch and a single text give differ in their last digits: rows that tie with the threshold must not fall below it. */
const STEP = 1e6;

/**
 * The score below which rows go to a person, so that at most the share `budget` (0 to 1) of rows like these do: with n scores the one of
 * rank ⌊budget · n⌋ from below, counted from 0, brought down to whole millionths (by half a one at least). Equal scores stay together, so
 * that ties send fewer rows. Null when nobody looks: no scores, or a budget of less than one row. A budget of 1 gives 1: every row that
 * is not certain. With weights the share is one of weight, and rows of weight 0 do not count.
 */
export function reviewThreshold(scores: Float64Array, budget: number, weight: Float64Array = new Float64Array(scores.length).fill(1)): number | null {
  const order = [...scores.keys()].filter((i) => (weight[i] as number) > 0).sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b);
  const total = order.reduce((sum, i) => sum + (weight[i] as number), 0);
  let count = 0;
  for (let below = 0; count < order.length; count++) {
    below += weight[order[count] as number] as number;
    if (below > budget * total) break;
  }
  if (count === 0) return null;
  if (count === order.length) return 1;
  const score = scores[order[count] as number] as number;
  return Math.max(0, Math.floor(score * STEP - 0.5) / STEP);
}

/**
 * The score below which rows go to a person, so that at most the share `budget` (0 to 1) of rows like these do: with n scores the one of
 * rank ⌊budget · n⌋ from below, counted from 0. Equal scores stay together, so that ties send fewer rows. Null when nobody looks:
 * no scores, or a budget of less than one row. A budget of 1 gives 1: every row that is not certain.
 */
export function reviewThreshold(scores: Float64Array, budget: number): number | null {
  const count = Math.floor(budget * scores.length);
  return count === 0 ? null : (scores.toSorted((a, b) => a - b)[count] ?? 1);
}

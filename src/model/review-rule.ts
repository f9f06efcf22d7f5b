/** Whether a person is to look at a row: one without a code or with a doubtful one always, another when its score is below the threshold. */
export function needsReview(score: number | null, reason: string | null, threshold: number | null): boolean {
  return score === null || reason !== null || (threshold !== null && score < threshold);
}

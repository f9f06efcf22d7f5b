/** Whether a row is coded unseen, and why not. */
export interface RowDecision {
  readonly decision: 'automatic' | 'review';
  /** Why there is no code, or what makes it doubtful; `low-score` when that is all there is to say. */
  readonly reason: string | null;
}

/** A row without a code or with a doubtful one always needs a person; without a threshold no other row does. */
export function decideRow(score: number | null, reason: string | null, threshold: number | null): RowDecision {
  if (score === null || reason !== null) return { decision: 'review', reason };
  return threshold !== null && score < threshold ? { decision: 'review', reason: 'low-score' } : { decision: 'automatic', reason: null };
}

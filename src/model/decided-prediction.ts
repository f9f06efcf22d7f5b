import type { Prediction } from './predictor.js';
import { decideRow, type RowDecision } from './review-rule.js';

/** A prediction with what is to be done about it. */
export type DecidedPrediction = Omit<Prediction, 'reason'> & Pick<RowDecision, 'decision'> & { readonly reason?: string };

/** What a program is told of one row; the reason is left out where there is none. */
export function decidePrediction({ reason, ...prediction }: Prediction, threshold: number | null): DecidedPrediction {
  const decided = decideRow(prediction.score, reason ?? null, threshold);
  return { ...prediction, decision: decided.decision, ...(decided.reason === null ? {} : { reason: decided.reason }) };
}

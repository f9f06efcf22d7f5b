import type { Prediction, ScoredCode } from './predictor.js';
import { decideRow, type RowDecision } from './review-rule.js';

/** A prediction with what is to be done about it. */
export type DecidedPrediction = Omit<Prediction, 'reason'> &
  Pick<RowDecision, 'decision'> & {
    readonly reason?: string;
    /** With the decision `parent`: the code that is taken. */
    readonly parent?: ScoredCode;
  };

/** What a program is told of one row; the reason is left out where there is none, the parent where the row does not stop at one. */
export function decidePrediction({ reason: doubt, ...prediction }: Prediction, threshold: number | null): DecidedPrediction {
  const { decision, reason, parent } = decideRow({ ...prediction, reason: doubt ?? null }, threshold);
  return { ...prediction, decision, ...(reason === null ? {} : { reason }), ...(parent === null ? {} : { parent }) };
}

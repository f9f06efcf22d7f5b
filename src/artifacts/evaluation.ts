import type { SuiteFigures } from '../evaluation/evaluate.js';
import type { Interval } from '../evaluation/intervals/interval.js';
import type { ReviewAim, ReviewPlan } from '../evaluation/review/review-plan.js';

/** Figures of one set of rows (`test`, `validation`, …). */
export interface Evaluation extends SuiteFigures {
  readonly kind: 'evaluation';
}

/** Temperature scaling: probabilities are softmax(logits / temperature). 1 changes nothing. */
export interface Calibration {
  readonly kind: 'calibration';
  readonly method: 'temperature' | 'none';
  readonly temperature: number;
  /** Calibration rows whose code the model knows. */
  readonly rowCount: number;
  /** Mean log loss of these rows as they were and at the temperature, in nats. */
  readonly logLossBefore: number;
  readonly logLossAfter: number;
  /** Why the scores stay as they are, when they were not asked to. */
  readonly note?: string;
  readonly review: ReviewRule;
}

/** What was asked of people, which rows therefore go to them, and what that comes to. */
export interface ReviewRule extends ReviewAim, ReviewPlan {}

/** What the gate said: the alias moves with `promote` only, and is set for the first model with `no-champion`. */
export type GateDecision = 'no-champion' | 'promote' | 'refuse' | 'cannot-tell' | 'unchanged';

/** Candidate against champion on shared rows. `difference` is candidate minus champion. */
export interface Comparison {
  readonly kind: 'comparison';
  readonly decision: GateDecision;
  readonly reason: string;
  readonly champion: string | null;
  readonly metric: string;
  readonly sharedRowCount: number;
  readonly candidate: number | null;
  readonly championValue: number | null;
  readonly difference: number | null;
  readonly lowerBound: number | null;
  readonly interval: Interval | null;
  readonly margin: number;
  /** The level of the codebook at which codes were compared, when the champion speaks another one. */
  readonly level?: number;
}

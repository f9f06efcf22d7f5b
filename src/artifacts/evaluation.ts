import type { Calibrator } from '../evaluation/calibration/calibrator.js';
import type { ScoreReport } from '../evaluation/calibration/score-report.js';
import type { SuiteFigures } from '../evaluation/evaluate.js';
import type { Interval } from '../evaluation/intervals/interval.js';

/** Figures of one set of rows (`test`, `validation`, …). */
export interface Evaluation extends SuiteFigures {
  readonly kind: 'evaluation';
  /** Whether scores mean what they say; absent from runs of earlier releases. */
  readonly scores?: ScoreReport;
}

/** What makes scores probabilities that the given code is right, and what it was made from. */
export interface Calibration extends Calibrator {
  readonly kind: 'calibration';
  /** `slope`: a slope and an offset on the logit of the score; `beta`: a slope for each end; `temperature`: all scores divided by one number. */
  readonly method: 'beta' | 'slope' | 'temperature' | 'none';
  /** With rows of the whole pool, each scored by a fit without its fold: folds it was cut into, and those that were held out. Absent: calibration rows. */
  readonly crossFit?: { readonly folds: number; readonly fitted: number };
  /** Rows that speak for the data: those of weight above 0. */
  readonly rowCount: number;
  /** Share of the data's groups whose codes none of these rows speaks for. */
  readonly unspokenShare: number;
  /** Brier score of the given codes on these rows, weighted as the data is: as they were, and by a calibrator of other rows of them. */
  readonly brierBefore: number;
  readonly brierAfter: number;
  /** Why the scores stay as they are, when they were not asked to. */
  readonly note?: string;
  readonly review: ReviewRule;
}

/** Which rows go to a person. */
export interface ReviewRule {
  /** The share of rows that people can look at. */
  readonly budget: number;
  /** Rows with a calibrated score below it are for review: of the rows that scores are calibrated on at most that share. Null sends none. */
  readonly threshold: number | null;
}

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

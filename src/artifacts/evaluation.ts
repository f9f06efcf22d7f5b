/** A number with an interval. `estimand` says of what, `unit` what was resampled. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly estimand: string;
  readonly unit: 'group';
}

/** One code in the rows judged: all counts are weighted; precision, recall and F1 are 0 where they are not defined. */
export interface CodeMetrics {
  readonly code: string;
  /** Weighted test rows with this code. */
  readonly support: number;
  readonly predicted: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Which codes the macro mean runs over: codes with support in the rows judged, or every code of the codebook. */
export type LabelSet = 'with-support' | 'all-codes';

/** Metrics of the rows judged, each from 0 to 1 but for `logLoss` (nats a row). `macroF1` runs over `labelSet`. */
export interface Metrics {
  readonly labelSet: LabelSet;
  readonly rowCount: number;
  readonly codeCount: number;
  readonly macroF1: number;
  readonly microF1: number;
  readonly weightedF1: number;
  readonly accuracy: number;
  readonly top5: number;
  readonly logLoss: number;
  readonly ece: number;
  readonly brier: number;
}

/** Metrics of one set of rows (`test`, `validation`, …). */
export interface Evaluation {
  readonly kind: 'evaluation';
  readonly suite: string;
  readonly metrics: Metrics;
  readonly intervals: { readonly accuracy: Interval; readonly macroF1: Interval };
  readonly perCode: readonly CodeMetrics[];
  /** Ten equal-count bins of the top score: mean score, share right, rows. */
  readonly reliability: readonly { readonly meanScore: number; readonly shareRight: number; readonly rowCount: number }[];
}

/** Temperature scaling: probabilities are softmax(logits / temperature). 1 changes nothing. */
export interface Calibration {
  readonly kind: 'calibration';
  readonly method: 'temperature' | 'none';
  readonly temperature: number;
  readonly rowCount: number;
  readonly logLossBefore: number;
  readonly logLossAfter: number;
}

/** What the model says about a set of rows; arrays have one entry a row, `top` has topCount entries a row. */
export interface Predictions {
  readonly kind: 'predictions';
  readonly rows: Uint32Array;
  readonly topCount: number;
  /** Class indexes of the model, best first. */
  readonly top: Int32Array;
  /** Raw scores (logits) of `top`. */
  readonly topScores: Float32Array;
  /** Temperatures that were asked for. */
  readonly temperatures: readonly number[];
  /** ln Σ_k exp(score_k / temperature); entry `i · temperatures.length + t` is row i at temperature t. */
  readonly logSumExp: Float64Array;
  /** Raw score of the row's own code; -Infinity when the model does not know it. */
  readonly trueScore: Float32Array;
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
}

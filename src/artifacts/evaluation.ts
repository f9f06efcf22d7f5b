/** An interval of a figure. `estimand` says of what, `unit` what was resampled; see `evaluation/intervals/intervals.ts`. */
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
  /** Weight of the rows with this code. */
  readonly support: number;
  /** Weight of the rows that were given this code. */
  readonly predicted: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Which codes the macro mean runs over: codes with support in the rows judged, or every code that occurs in any row of the
 * run, whatever its role. The other figures are the same under both.
 */
export type LabelSet = 'with-support' | 'all-codes';

/** Figures of one set of rows; how each is computed stands in `evaluation/metrics.ts`. */
export interface Metrics {
  readonly labelSet: LabelSet;
  readonly rowCount: number;
  /** Codes that the macro mean runs over. */
  readonly codeCount: number;
  readonly macroF1: number;
  readonly microF1: number;
  readonly weightedF1: number;
  readonly accuracy: number;
  /** Share of the rows whose code is among the five best. */
  readonly top5: number;
  /** Mean −ln of the probability given to the row's code, over rows whose code the model knows; in nats. */
  readonly logLoss: number;
  /** Rows whose code the model does not know: wrong in every other figure, left out of the log loss, where they are infinite. */
  readonly unknownCodeRowCount: number;
  /** Expected calibration error of the top score over ten bins of equal row count. */
  readonly ece: number;
  /** Top-label Brier score: mean (score − right)². */
  readonly brier: number;
}

/** Ten bins of equal row count in rising order of the top score. */
export interface ReliabilityBin {
  readonly meanScore: number;
  readonly shareRight: number;
  readonly rowCount: number;
  /** Weight of its rows: their number without weights. */
  readonly weight: number;
}

/** Overall figures of a set of rows under both label sets, with intervals. */
export interface OverallFigures {
  /** Label set `with-support`. */
  readonly metrics: Metrics;
  /** Label set `all-codes`. */
  readonly allCodes: Metrics;
  readonly intervals: { readonly accuracy: Interval; readonly macroF1: Interval; readonly weightedF1: Interval };
}

/** Metrics of one set of rows (`test`, `validation`, …). */
export interface Evaluation extends OverallFigures {
  readonly kind: 'evaluation';
  readonly suite: string;
  /** The same for the rows that are not marked `seen` (`SplitDetails`); only there when some are. */
  readonly unseen?: OverallFigures;
  readonly perCode: readonly CodeMetrics[];
  readonly reliability: readonly ReliabilityBin[];
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

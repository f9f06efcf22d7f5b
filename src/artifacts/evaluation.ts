import type { Digest } from '../core/digest.js';
import type { Calibrator } from '../evaluation/calibration/calibrator.js';
import type { ScoreGap } from '../evaluation/calibration/score-check.js';
import type { ScoreReport } from '../evaluation/calibration/score-report.js';
import type { TellingFeature } from '../evaluation/codes/telling-features.js';
import type { Consistency } from '../evaluation/consistency/consistency.js';
import type { SuiteFigures } from '../evaluation/evaluate.js';
import type { Interval } from '../evaluation/intervals/interval.js';
import type { CodeLoss, CodeLosses } from '../evaluation/paired/code-losses.js';
import type { ReviewAim, ReviewPlan } from '../evaluation/review/review-plan.js';
import type { SuiteCheck } from './suite.js';

/** Figures of one set of rows (`test`, `validation`, …). */
export interface Evaluation extends SuiteFigures {
  readonly kind: 'evaluation';
  /** Whether scores mean what they say; absent from runs of earlier releases. */
  readonly scores?: ScoreReport;
  /** What speaks for each code of the model; absent where its kind weighs no features, and from runs of earlier releases. */
  readonly telling?: TellingNgrams;
  /** `FitOutcome.featureImportance` by name; empty where texts may not be shown, absent where the kind has none. */
  readonly important?: readonly { readonly ngram: string; readonly share: number }[];
}

/** By code, the most telling n-gram first; see `tellingFeatures`. */
export type TellingNgrams = readonly {
  readonly code: string;
  readonly ngrams: readonly (Omit<TellingFeature, 'feature'> & { readonly ngram: string })[];
}[];

/** Figures of the same pipeline over seeds, each with a split and a training of its own. */
export interface Repeats {
  readonly seeds: readonly number[];
  readonly figures: Readonly<Record<'accuracy' | 'macroF1', Spread>>;
}

/** One figure over seeds. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation, with one less than their number below. */
  readonly deviation: number;
  /** In the order of the seeds. */
  readonly values: readonly number[];
}

/** A figure with the bounds of its interval; null where there is none. */
export interface BoundedFigure {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Test figures of the chosen settings by the share of the training rows that they were fitted on, the smallest first and the whole last. */
export type LearningCurve = readonly CurvePoint[];

/** One fit of a learning curve. */
export interface CurvePoint {
  /** Of the groups of each code, from above 0 to 1. */
  readonly share: number;
  /** Training rows of the part, and codes that they have. */
  readonly rowCount: number;
  readonly codeCount: number;
  readonly figures: Readonly<Record<'accuracy' | 'macroF1', BoundedFigure>>;
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
  /** What the same procedure came to inside the pool; absent unless `calibration.check` asks for it. */
  readonly check?: PoolCheck;
  /** Why the scores stay as they are, when they were not asked to. */
  readonly note?: string;
  readonly review: ReviewRule;
}

/** Scores of a tenth of the pool by a model and a calibrator made from the rest of it, as they are made from the pool. */
export interface PoolCheck extends ScoreGap {
  /** (mean score − share right) / standard error, weighted as the pool is; null where it cannot be told. */
  readonly z: number | null;
  /** Share of the pool's groups whose codes the tenth has no row of. */
  readonly unspokenShare: number;
}

/** What was asked of people, which rows therefore go to them, and what that comes to. */
export interface ReviewRule extends ReviewAim, ReviewPlan {
  /** Whether rows below the threshold may stop at a parent of their code; nothing is promised of these. */
  readonly stopAtParent?: boolean | undefined;
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
  /** True when the champion speaks another codebook or level of it: a new codebook begins with an anchor of its own. */
  readonly newCodebook?: true;
  /** What else the shared rows tell; absent without figures, and in runs of earlier releases. */
  readonly told?: ComparisonFacts;
  /** The same candidate beside the anchor, when that is another model than the champion. */
  readonly anchor?: AnchorComparison;
  /** Other versions of the model that such test rows have judged before. */
  readonly earlierJudgements?: number;
  /** Limits that were asked for (`gate.limits`), as this run measured them. */
  readonly limits?: readonly LimitCheck[];
  /** Suites that the gate requires (`gate.suites`); absent where there is no champion to compare with. */
  readonly suites?: readonly SuiteCheck[];
  /** What both models say of rows without codes (`gate.consistency`); absent where there is no champion to compare with. */
  readonly consistency?: ConsistencyCheck;
}

/** What champion (first) and candidate (second) have in common on rows without codes, beside what they must. */
export interface ConsistencyCheck {
  /** Files that both coded, by digest. */
  readonly files: readonly { readonly path: string; readonly digest: Digest }[];
  readonly maxShift: number | null;
  readonly minAgreement: number | null;
  readonly found: Consistency;
  readonly isHeld: boolean;
}

/** What coding with the candidate takes beside what it may take. */
export interface LimitCheck {
  readonly name: 'minTextsPerCpuSecond' | 'maxP95Ms' | 'maxBundle' | 'maxMemory';
  readonly limit: number;
  /** A median for times; null where it was not measured. */
  readonly value: number | null;
  /** Least and most of the repeats; null where there is one figure only. */
  readonly range: readonly [least: number, most: number] | null;
  /** Null where it cannot be told. */
  readonly isHeld: boolean | null;
}

/** What the rows of a comparison tell beside the difference. */
export interface ComparisonFacts {
  readonly weights: 'plain' | 'design';
  /** Share of the data's groups whose code has no shared row; null with plain weights. */
  readonly unspokenShare: number | null;
  readonly groupCount: number;
  /** Groups of whose rows one model gets more right than the other. */
  readonly discordantCount: number;
  /** The chance that a model as good as the champion passes, and the least margin that such a model passes with a chance of 80 %. */
  readonly chanceIfEqual: number;
  readonly detectableMargin: number;
  /** Single codes that the candidate is worse at; `losses` name them. No part of the decision. */
  readonly byCode: Omit<CodeLosses, 'losses'> & { readonly losses: readonly (Omit<CodeLoss, 'code'> & { readonly code: string })[] };
}

/** A comparison with the anchor; `champion` names it. */
export type AnchorComparison = Omit<Comparison, 'kind' | 'metric' | 'margin' | 'anchor' | 'earlierJudgements' | 'limits' | 'suites' | 'consistency'>;

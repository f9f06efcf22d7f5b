import type { SummaryMetrics } from './code-counts.js';

/** What a solver depends on beside its rows. */
export interface SolverSettings {
  readonly mode: 'fast' | 'exact';
  readonly l2: number;
  readonly l1: number;
  /** Rank of the weights, fitted as two factors; null: no bound. */
  readonly rank: number | null;
  /** How many fits from seeds of their own W is the mean of; absent: one. */
  readonly average?: number;
  /** Whether as many fits without a bound on the rank are mixed in, by a share that validation chooses. */
  readonly mixed?: true;
  /** Of `mixed`: the share that was chosen; absent: it is to be chosen. */
  readonly fullShare?: number;
  /** `fast`: the share of a row's entries that each pass leaves out, drawn anew; absent: none. See `Blankout`. */
  readonly blankout?: number;
  /** `fast`: ε of the targets (1 − ε)·y + ε/K; absent: 0. See `openTargets`. */
  readonly labelSmoothing?: number;
  /** `fast`: τ of the scores s + τ ln π that the loss is about; absent: 0. See `openTargets`. */
  readonly logitAdjustment?: number;
  /** Seeds the order in which the rows are visited, where factors start, and which entries are left out. */
  readonly seed: number;
  /** `fast`: the most passes over the rows; `exact`: the most Newton steps. */
  readonly maxPasses: number;
  /** `fast`: passes without a better validation metric before the fit stops. */
  readonly patience: number;
  /** `fast`: whether the distance from the optimum is to be bounded, where it can be; absent: no. */
  readonly certify?: true;
  /** `exact`: the certified relative gap to reach. */
  readonly tolerance: number;
}

/** How well rows are coded, each counted as it is weighed. */
export interface RowFigures extends SummaryMetrics {
  /** Mean loss −ln p of the given code, over rows whose code the model knows. */
  readonly loss: number;
}

/** What is told of a pass while a fit runs and afterwards. */
interface PassProgress {
  readonly pass: number;
  /**
   * Fast: mean weighted loss seen during the pass, of smoothed labels, adjusted scores and blanked rows where asked for, plus the
   * penalty after it; of an average the mean over its members. Exact: the objective after the step.
   */
  readonly objective: number;
  /** Validation metric after the pass; null when there are no validation rows. */
  readonly score: number | null;
  readonly gradientNorm: number | null;
  /** Exact: the gap as estimated from the f32 gradient; the certificate of the fit is what counts. */
  readonly relativeGap: number | null;
  readonly seconds: number;
}

/** What is watched of a pass while a fit runs. */
export interface PassNews extends PassProgress {
  /** See `PassRecord.training` and `validation`. */
  readonly trainingLoss: number | null;
  readonly validationLoss: number | null;
}

/** One pass of a fast fit over its rows, or one Newton step of an exact one. */
export interface PassRecord extends PassProgress {
  /** The training rows as the pass met them, each before it moved the weights; their loss is weighted. Of an average all members together, each alone. Null for an exact fit. */
  readonly training: RowFigures | null;
  /** The validation rows after the pass; null without such rows. */
  readonly validation: RowFigures | null;
  /** Of an average: the validation metric of each member alone. */
  readonly members?: readonly number[];
  /** Of a mixture: the share of its members without a bound on the rank that validation liked best. */
  readonly fullShare?: number;
  /** Of an ensemble: what validation liked best of its members, in their order. */
  readonly mixture?: { readonly shares: readonly number[]; readonly temperatures: readonly number[] };
}

/** Bound on how far a fit is from the optimum; see `certify`. */
export type Certificate =
  | {
      readonly kind: 'duality-gap';
      readonly objective: number;
      readonly gap: number;
      readonly relativeGap: number;
      readonly gradientNorm: number;
      readonly interceptResidual: number;
    }
  | { readonly kind: 'none'; readonly reason: string; readonly objective: number };

/**
 * How a fit ended. `converged`: the certified gap is within the tolerance. `stopped-by-validation` and `pass-limit`: it is
 * not known to be. `closed-form`: there was nothing to iterate. `rounded`: it was `converged`, and then its weights were
 * rounded. `grown`: it is a number of trees, each as large as it gets.
 */
export type FitStatus = 'converged' | 'rounded' | 'stopped-by-validation' | 'pass-limit' | 'closed-form' | 'grown';

/**
 * Whether a fit is certified: an exact one always, by its gap it knows when to end; a fast one when its settings ask for it. The
 * objective of two factors is not convex, so that nothing bounds it; with blankout, label smoothing or logit adjustment another
 * objective is fitted than the one that a certificate is about.
 */
export function isCertified({ settings, certify }: { readonly settings: SolverSettings; readonly certify: boolean }): boolean {
  return settings.mode === 'exact' || (certify && settings.certify === true && isConvex(settings) && !hasOtherObjective(settings));
}

/** Why a fast fit has no certificate. */
export function whyUncertified(settings: SolverSettings): string {
  const { rank, certify } = settings;
  if (!isConvex(settings)) return `the objective of two factors (rank ${rank}) is not convex`;
  if (hasOtherObjective(settings)) return 'blankout, label smoothing and logit adjustment fit another objective';
  return certify === true
    ? 'of fast fits the final one alone is certified'
    : 'it takes about as long as a fast fit, which has one when search.certify: true asks for it';
}

/** Whether all of W is fitted as it is: the mean of such fits is one point of a convex objective. */
function isConvex({ rank, mixed, fullShare }: SolverSettings): boolean {
  return rank === null || (mixed === true && fullShare === 1);
}

function hasOtherObjective({ blankout = 0, labelSmoothing = 0, logitAdjustment = 0 }: SolverSettings): boolean {
  return blankout > 0 || labelSmoothing > 0 || logitAdjustment > 0;
}

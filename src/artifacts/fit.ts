import type { ClassWeight } from '../config/pipeline-config.js';

/** The settings that one fit depends on, beside its rows. Plain JSON: part of a trial's fingerprint. */
export interface FitSettings {
  readonly estimator: 'logistic-regression' | 'majority';
  readonly mode: 'fast' | 'exact';
  readonly l2: number;
  readonly l1: number;
  readonly classWeight: ClassWeight;
  readonly maxPasses: number;
  readonly patience: number;
  readonly tolerance: number;
  readonly seed: number;
}

/** One pass of a fit over its rows. */
export interface PassRecord {
  readonly pass: number;
  /** Mean weighted loss seen during the pass plus the penalty after it. */
  readonly objective: number;
  /** Validation metric after the pass; null when there are no validation rows. */
  readonly score: number | null;
  readonly gradientNorm: number | null;
  readonly relativeGap: number | null;
  readonly seconds: number;
}

/** Bound on how far a fit is from the optimum (design §7). */
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

/** How a fit ended. Only `converged` reached its tolerance; `closed-form` needs no passes. */
export type FitStatus = 'converged' | 'stopped-by-validation' | 'pass-limit' | 'closed-form';

/**
 * A linear model: score of code k = intercept[k] + Σ_j x_j · weights[j·stride + k].
 * `stride` is the code count rounded up to a multiple of 4; the padding is zero.
 */
export interface LinearModel {
  readonly codes: readonly string[];
  readonly featureCount: number;
  readonly stride: number;
  /** featureCount × stride, feature-major. */
  readonly weights: Float32Array;
  /** stride entries. */
  readonly intercept: Float32Array;
}

/** The outcome of one fit. */
export interface Fit {
  readonly kind: 'fit';
  readonly model: LinearModel;
  readonly settings: FitSettings;
  readonly status: FitStatus;
  readonly certificate: Certificate;
  readonly passes: readonly PassRecord[];
  /** The pass that validation liked best, or the last. */
  readonly bestPass: number;
  readonly seconds: number;
  readonly allocatedBytes: number;
}

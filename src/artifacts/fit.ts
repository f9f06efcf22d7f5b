import type { ClassWeight } from '../config/pipeline-config.js';
import type { Certificate, FitStatus, PassRecord, SolverSettings } from '../ml/fit-record.js';

export type { Certificate, FitStatus, PassRecord } from '../ml/fit-record.js';

/** The settings that one fit depends on, beside its rows. Plain JSON: part of a trial's fingerprint. */
export interface FitSettings extends SolverSettings {
  readonly estimator: 'logistic-regression' | 'majority';
  readonly classWeight: ClassWeight;
}

/**
 * A linear model: score of code k = intercept[k] + Σ_j x_j · weights[j·stride + k].
 * `stride` is the code count rounded up to a multiple of 4; the padding is zero in weights.
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

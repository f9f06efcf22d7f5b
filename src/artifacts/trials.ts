import type { Certificate, FitSettings, FitStatus, PassRecord } from './fit.js';

/** One grid point and what became of it. */
export interface Trial {
  readonly trial: number;
  /** Short readable settings, such as `l2=1e-5 classWeight=none`. */
  readonly label: string;
  /** Index into the variants of `FeatureVariants`. */
  readonly variantIndex: number;
  readonly variant: string;
  readonly featureCount: number;
  readonly settings: FitSettings;
  readonly status: FitStatus;
  readonly certificate: Certificate;
  readonly passes: readonly PassRecord[];
  readonly bestPass: number;
  /** Validation metrics at the best pass. */
  readonly validation: { readonly macroF1: number; readonly microF1: number; readonly weightedF1: number; readonly accuracy: number };
  readonly seconds: number;
  readonly allocatedBytes: number;
}

/** The finished search: every trial in grid order, and the one chosen on validation rows. */
export interface Trials {
  readonly kind: 'trials';
  readonly metric: 'macroF1' | 'microF1' | 'weightedF1' | 'accuracy';
  readonly trials: readonly Trial[];
  readonly chosen: number;
}

import type { Digest } from '../core/digest.js';
import type { SummaryMetrics } from '../ml/code-counts.js';
import type { FitOutcome } from '../ml/fit.js';
import type { FitSettings } from './fit.js';

/** What came of a fit that validation rows have judged. */
export type JudgedOutcome = FitOutcome & { readonly validation: SummaryMetrics };

/** One grid point and what became of it; its seconds are those of all fits of the trial, rungs and folds too. */
export interface Trial extends JudgedOutcome {
  readonly trial: number;
  /** Short readable settings, such as `l2=1e-5 classWeight=none`. */
  readonly label: string;
  /** Index into the variants of `FeatureVariants`. */
  readonly variantIndex: number;
  readonly variant: string;
  readonly featureCount: number;
  readonly settings: FitSettings;
  /** What the trial said of its validation rows: a file for the hold-out, or one a fold in their order. See `readScoresFile`. */
  readonly scores: readonly ScoresFile[];
  /** With `search.halving` only. A trial that was dropped has the passes and metrics of its last short fit. */
  readonly halving?: {
    readonly rungs: readonly RungResult[] /** Rung after which it was dropped; null when it was fitted in full. */;
    readonly droppedAt: number | null;
  };
  /** With `search.validation: folds` only: metrics and best pass of the trial are their means, its passes the mean curve. */
  readonly folds?: readonly FoldResult[];
}

/** Stored scores of validation rows. */
export interface ScoresFile {
  readonly file: string;
  /** Of its bytes: fits that said the same have the same. */
  readonly digest: Digest;
}

/** A short fit of a trial in successive halving. */
export interface RungResult {
  readonly rung: number;
  /** The most passes of it. */
  readonly passes: number;
  /** Validation metric of the search; the mean over folds where there are folds. */
  readonly score: number;
}

/** One fold of a trial: fitted on the other folds, judged on this one. */
export interface FoldResult extends JudgedOutcome {
  readonly fold: number;
}

/** The finished search: every trial in grid order, and the one chosen on validation rows. */
export interface Trials {
  readonly kind: 'trials';
  readonly metric: keyof SummaryMetrics;
  readonly trials: readonly Trial[];
  readonly chosen: number;
  /** By which rule it was chosen, in a sentence for people. */
  readonly rule?: string;
}

import type { NumberType } from '../core/number-type.js';
import type { KindSettings } from '../estimators/kind-settings.js';

/** One feature variant of a run. */
export interface VariantSizes {
  readonly featureCount: number;
  readonly keyCount: number;
  /** Matrix entries of all rows; and n-grams of all rows before any is cut. */
  readonly entryCount: number;
  readonly countedCount: number;
}

/** How large everything of a run is: exact where it is stored, else estimated from a sample of the texts. */
export interface RunSizes {
  /** False as long as features or codes are estimates. */
  readonly isExact: boolean;
  readonly rowCount: number;
  readonly partitionCount: number;
  /** Of the partitions, as they lie on disk. */
  readonly inputBytes: number;
  readonly codeCount: number;
  readonly trainCount: number;
  readonly validationCount: number;
  /** Rows of test and calibration together. */
  readonly heldOutCount: number;
  readonly variants: readonly VariantSizes[];
}

/** What the promise of memory is divided into; see `divideMemory`. */
export interface MemoryLimits {
  readonly workerCount: number;
  readonly tablesBytes: number;
  readonly kernelBytes: number;
}

/** Fits made at the same time. */
export interface SearchStep {
  readonly fits: number;
  /** Those of a rung of halving, counted from the start; null: fits in full. */
  readonly passes: number | null;
  /** Passes that all of them have behind them. */
  readonly from: number;
  /** Of a rung: those that go on. */
  readonly kept: number;
}

/** A kind in the search: all settings that are tried, at least one, and its steps. */
export interface KindSearch {
  readonly settings: readonly KindSettings[];
  /** Done one after the other: the rungs of halving and the fits in full, a variant each. */
  readonly steps: readonly SearchStep[];
}

/** What decides how many models are in memory, and how much work the search is. */
export interface SearchShape {
  readonly kinds: readonly KindSearch[];
  /** Fits that make up a trial: 1 for the hold-out. In `steps` a trial counts once. */
  readonly foldCount: number;
  /** Whether what is chosen is fitted again without folds, to calibrate on. */
  readonly isCrossFitted?: true;
  /** Whether that is done once more inside the pool, all of which ships. */
  readonly isPoolChecked?: true;
  /** Whether every fold of the pool is held out, not only as many as a calibrator needs; absent when not. */
  readonly isPoolHeldOut?: true;
  readonly classWeightCount: number;
  /** Seeds over which the flow is repeated from the split to the figures; 1 unless said. */
  readonly seedCount?: number;
  /** Shares of the training rows that the chosen settings are fitted on once more; absent: none. */
  readonly curveShares?: readonly number[];
  /** Type that the numbers of the model are stored in; absent: f32. */
  readonly numberType?: NumberType;
}

/** A run as everything is told of it that is asked what it takes. */
export interface RunScale {
  readonly sizes: RunSizes;
  readonly search: SearchShape;
  readonly limits: MemoryLimits;
  /** Whether work of that stage, or some of it, is not stored. */
  runs(stage: string): boolean;
}

/** The variant with the most features; of equal ones that with the most entries. */
export function largestVariant({ variants }: Pick<RunSizes, 'variants'>): VariantSizes {
  const none: VariantSizes = { featureCount: 0, keyCount: 0, entryCount: 0, countedCount: 0 };
  return variants.reduce((most, one) => ((one.featureCount - most.featureCount || one.entryCount - most.entryCount) > 0 ? one : most), none);
}

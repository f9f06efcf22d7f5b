import type { FitSettings } from '../artifacts/fit.js';
import type { TaskEngine } from '../engine/task-engine.js';
import type { SummaryMetrics } from '../ml/code-counts.js';
import type { Certificate, FitStatus, PassRecord } from '../ml/fit-record.js';
import type { SharedRows } from '../tasks/rows/stored-rows.js';
import type { Tasks } from '../tasks/task-table.js';
import type { Holding } from './kernel-lanes.js';
import type { FitOptions } from './running-fit.js';

/** One model to be fitted. */
export interface FitRequest extends Holding {
  readonly settings: FitSettings;
  readonly featureCount: number;
  readonly classCount: number;
  readonly rows: SharedRows;
  /** Rows that choose the pass; null fits for exactly `settings.maxPasses` passes. */
  readonly validation: { readonly rows: SharedRows; readonly classCount: number } | null;
  readonly metric: keyof SummaryMetrics;
  /** Whether the gap to the optimum is to be bounded. */
  readonly certify: boolean;
  /** Whether the weights are wanted: a trial is judged without them. */
  readonly keep: boolean;
}

/** What came of it. */
export interface FitResult {
  readonly status: FitStatus;
  readonly certificate: Certificate;
  readonly passes: readonly PassRecord[];
  readonly bestPass: number;
  readonly validation: SummaryMetrics | null;
  /** Without those of the fit that it went on from. */
  readonly seconds: number;
  readonly allocatedBytes: number;
  /** featureCount × stride entries in consecutive parts, and stride entries; with `keep`, and valid until the callback that got them returns. */
  readonly weights: readonly Float32Array[];
  readonly intercept: Float32Array;
}

export interface EstimatorOptions extends Omit<FitOptions, 'onDone'> {
  readonly onDone: (request: number, result: FitResult) => Promise<void>;
}

/** A way to fit linear models. A bit of a result never depends on the workers or on the other requests. */
export interface Estimator {
  /** Fits all requests; `onDone` gets each result as it is there. */
  fitAll(tasks: TaskEngine<Tasks>, requests: readonly FitRequest[], options: EstimatorOptions): Promise<void>;
}

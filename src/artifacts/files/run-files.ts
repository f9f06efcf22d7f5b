import { join } from 'node:path';

/** What the stages leave in the folder of a run, beside the tables of the split and of quarantine. */
export interface RunFiles {
  /** A table with a row a figure. */
  readonly metrics: string;
  /** A table with a row a grid point. */
  readonly trials: string;
  /** A table with a row a pass of each fit. */
  readonly passes: string;
  /** A table with a row a row of the pool that a fit without it has scored. */
  readonly outOfFold: string;
  /** The folder of the model. */
  readonly bundle: string;
}

/** Where they lie. */
export function runFiles(runFolder: string): RunFiles {
  return {
    metrics: join(runFolder, 'metrics.parquet'),
    trials: join(runFolder, 'trials.parquet'),
    passes: join(runFolder, 'passes.parquet'),
    outOfFold: join(runFolder, 'out-of-fold.parquet'),
    bundle: join(runFolder, 'bundle'),
  };
}

import { join } from 'node:path';

/** What the stages leave in the folder of a run, beside the tables of the split and of quarantine. */
export interface RunFiles {
  /** A table with a row a figure. */
  readonly metrics: string;
  /** A table with a row a grid point. */
  readonly trials: string;
  /** A table with a row a pass of each fit. */
  readonly passes: string;
  /** The folder of the model. */
  readonly bundle: string;
}

/** Where they lie. */
export function runFiles(runFolder: string): RunFiles {
  return {
    metrics: join(runFolder, 'metrics.parquet'),
    trials: join(runFolder, 'trials.parquet'),
    passes: join(runFolder, 'passes.parquet'),
    bundle: join(runFolder, 'bundle'),
  };
}

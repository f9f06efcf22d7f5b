import type { CostOf } from '../../forecast/cost.js';

// Measured on 1,500 files of two rows each: see `CostOf`.
/** In manifest and report of the run. */
const PARTITION_BYTES = 1000;
/** To describe and digest a file, beside its bytes, and to list it in the report. */
const PARTITION_SECONDS = 2e-3;

/** What partitions cost however few rows they have. */
export const sourceCost: CostOf = ({ sizes: { partitionCount } }) => ({
  diskBytes: PARTITION_BYTES * partitionCount,
  seconds: PARTITION_SECONDS * partitionCount,
});

import { type CostOf, neededPart } from '../../forecast/cost.js';

// Measured: see `CostOf`.
/** Held until the end: code, group, text, included; the role of the split; the rows that features count. */
const ROW_BYTES = 4 + 4 + 4 + 1 + 1 + 1;
const STORED_ROW_BYTES = 310;
const ROW_SECONDS = 45e-6;
/** Measured on 1,500 files of two rows each, which one worker opens: there are too few rows for two. */
const PARTITION_SECONDS = 1.5e-3;
/** In the names of the shards that they share. */
const STORED_PARTITION_BYTES = 600;

/** Rows, their texts and their keys, and what partitions cost however few rows they have. */
export const prepareCost: CostOf = ({ sizes: { rowCount, partitionCount }, limits, runs }) => ({
  memory: [neededPart('prepare', 'codes, groups and roles of the rows', ROW_BYTES * rowCount)],
  ...(runs('prepare')
    ? {
        diskBytes: STORED_ROW_BYTES * rowCount + STORED_PARTITION_BYTES * partitionCount,
        seconds: (ROW_SECONDS * rowCount) / limits.workerCount + PARTITION_SECONDS * partitionCount,
      }
    : {}),
});

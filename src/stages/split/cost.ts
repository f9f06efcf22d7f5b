import type { CostOf } from '../../forecast/cost.js';

// Measured: see `CostOf`.
const ROW_BYTES = 100;
const ROW_SECONDS = 15e-6;

/** The split in the store, where it is new: the folder of a run links to it. Its roles in memory are counted with the rows of prepare. */
export const splitCost: CostOf = ({ sizes: { rowCount }, limits, runs }) =>
  runs('split') ? { diskBytes: ROW_BYTES * rowCount, seconds: (ROW_SECONDS * rowCount) / limits.workerCount } : {};

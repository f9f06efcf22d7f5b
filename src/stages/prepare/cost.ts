import { type CostOf, neededPart } from '../../forecast/cost.js';

// Measured: see `CostOf`.
/** Held until the end: code, group, text, included; the role of the split; the rows that features count. */
const ROW_BYTES = 4 + 4 + 4 + 1 + 1 + 1;
const STORED_ROW_BYTES = 310;
const ROW_SECONDS = 45e-6;

/** Rows, their texts and their keys. */
export const prepareCost: CostOf = ({ sizes: { rowCount }, limits, runs }) => ({
  memory: [neededPart('prepare', 'codes, groups and roles of the rows', ROW_BYTES * rowCount)],
  ...(runs('prepare') ? { diskBytes: STORED_ROW_BYTES * rowCount, seconds: (ROW_SECONDS * rowCount) / limits.workerCount } : {}),
});

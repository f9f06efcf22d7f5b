// Measured: see `CostOf`.
const MB = 1e6;
/** A worker thread with its code; and what a row of the run adds to its heap until that is as large as it gets. */
const WORKER_BYTES = 12 * MB;
const ROW_BYTES = 2000;
const ROWS_BYTES = 33 * MB;

/** Resident memory of one worker thread over a run of so many rows. */
export function workerBytes(rowCount: number): number {
  return WORKER_BYTES + Math.min(ROW_BYTES * rowCount, ROWS_BYTES);
}

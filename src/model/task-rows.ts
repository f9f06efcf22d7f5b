import type { PredictRow } from './row-cells.js';

/** Rows of a task at most, and characters beyond which a task takes no further row: what a worker is sent stays small, however long texts are. */
export const TASK_ROWS = 2_048;
/** See `TASK_ROWS`. */
export const TASK_CHARS = 1 << 19;

/** Characters of the texts of a row. */
export function charCount(row: PredictRow): number {
  if (typeof row === 'string') return row.length;
  let count = 0;
  for (const cell of Object.values(row)) if (typeof cell === 'string') count += cell.length;
  return count;
}

/** Cuts rows into tasks, in their order. */
export function* cutRows(rows: Iterable<PredictRow>): Generator<readonly PredictRow[]> {
  let [task, chars]: [PredictRow[], number] = [[], 0];
  for (const row of rows) {
    task.push(row);
    chars += charCount(row);
    if (task.length < TASK_ROWS && chars < TASK_CHARS) continue;
    yield task;
    [task, chars] = [[], 0];
  }
  if (task.length > 0) yield task;
}

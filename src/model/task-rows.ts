import type { PredictRow } from './row-cells.js';

const TASK_ROWS = 2_048;
const TASK_CHARS = 1 << 19;

/** Whether a task takes no further row: what a worker is sent stays small, however long texts are. */
export function isFullTask(rowCount: number, charCount: number): boolean {
  return rowCount >= TASK_ROWS || charCount >= TASK_CHARS;
}

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
    if (!isFullTask(task.length, chars)) continue;
    yield task;
    [task, chars] = [[], 0];
  }
  if (task.length > 0) yield task;
}

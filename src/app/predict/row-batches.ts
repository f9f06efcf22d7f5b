import type { Cell } from '../../engine/table-files.js';
import type { PredictRow } from '../../model/row-cells.js';
import { charCount, isFullTask } from '../../model/task-rows.js';
import type { SourceChunk } from '../formats/row-source.js';
import type { ReadColumns } from './read-columns.js';

/** Rows that go to a worker at once, with their ids. */
export interface RowTask {
  readonly ids: readonly (string | null)[];
  readonly rows: readonly PredictRow[];
  /** Cells that are only kept, by column; they go to no worker. */
  readonly kept: readonly (readonly Cell[])[];
  /** About what the rows take on the heap, what is said of them included. */
  readonly byteCount: number;
}

/** Rows of a batch at most: more would make nothing faster. */
const BATCH_ROWS = 1 << 16;
/** The share of the promise that the rows of a batch may take, and bounds: three batches are in memory, read, coded and written. */
const BATCH_SHARE = 1 / 64;
const LEAST_BATCH_BYTES = 4 << 20;
const MOST_BATCH_BYTES = 64 << 20;

/** A character of V8's wider strings; a row's object, its strings and what is said of it; and a code of `topCodes` with its score. */
const CHAR_BYTES = 2;
const ROW_BYTES = 400;
const CODE_BYTES = 64;
const CELL_BYTES = 16;

/** Bytes of rows that are coded and written together, by the promise of memory. Decides speed only, never what is written. */
export function batchBytes(memoryBytes: number): number {
  return Math.min(MOST_BATCH_BYTES, Math.max(LEAST_BATCH_BYTES, Math.floor(memoryBytes * BATCH_SHARE)));
}

/** Cuts rows into tasks by rows and by characters; `k` codes are asked of each. */
export async function* cutTasks(
  chunks: AsyncIterable<SourceChunk> | Iterable<SourceChunk>,
  { model, kept }: ReadColumns,
  k: number,
): AsyncGenerator<RowTask> {
  const names = model.slice(1).map(({ name }) => name);
  const none = (): Cell[][] => kept.map(() => []);
  let [ids, rows, keptCells, chars]: [(string | null)[], PredictRow[], Cell[][], number] = [[], [], none(), 0];
  const take = (): RowTask => {
    const task = {
      ids,
      rows,
      kept: keptCells,
      byteCount: chars * CHAR_BYTES + rows.length * (ROW_BYTES + k * CODE_BYTES + kept.length * CELL_BYTES),
    };
    [ids, rows, keptCells, chars] = [[], [], none(), 0];
    return task;
  };
  for await (const { rowCount, columns: cells } of chunks) {
    for (let row = 0; row < rowCount; row++) {
      const cellOf = (column: number) => cells[column]?.[row] ?? null;
      const own = Object.fromEntries(names.map((name, i) => [name, cellOf(i + 1)]));
      ids.push(cellOf(0) as string | null);
      rows.push(own);
      chars += charCount(own);
      kept.forEach(({ index, cellOf: keep }, i) => {
        const cell = cellOf(index);
        keptCells[i]?.push(keep(cell));
        if (typeof cell === 'string') chars += cell.length;
      });
      if (isFullTask(rows.length, chars)) yield take();
    }
  }
  if (rows.length > 0) yield take();
}

/** Puts tasks together until their rows take `byteCount` bytes. */
export async function* batchTasks(tasks: AsyncIterable<RowTask>, byteCount: number): AsyncGenerator<readonly RowTask[]> {
  let [batch, bytes, rowCount]: [RowTask[], number, number] = [[], 0, 0];
  for await (const task of tasks) {
    batch.push(task);
    bytes += task.byteCount;
    rowCount += task.rows.length;
    if (bytes < byteCount && rowCount < BATCH_ROWS) continue;
    yield batch;
    [batch, bytes, rowCount] = [[], 0, 0];
  }
  if (batch.length > 0) yield batch;
}

/** The same items, each asked for while the one before it is worked on. */
export async function* oneAhead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  const ask = (): Promise<IteratorResult<T>> => {
    const asked = iterator.next();
    // Whoever stops early never looks at what was asked for last.
    asked.catch(() => {});
    return asked;
  };
  let next = ask();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done === true) return;
      next = ask();
      yield value;
    }
  } finally {
    await next.catch(() => {});
    await iterator.return?.();
  }
}

import { SHARD_ROWS } from '../../artifacts/prepared.js';

/** Each piece of a batch has files and a lock of its own: so many are open beside the finished ones. */
const MOST_PIECES = 64;

/** Cuts pieces into batches of at most the rows of one full shard: many small files cost what their rows cost, a full shard stays alone. */
export function cutBatches(pieces: readonly number[], rowCountOf: (piece: number) => number): readonly (readonly number[])[] {
  const batches: number[][] = [];
  let rowCount = Number.POSITIVE_INFINITY;
  for (const piece of pieces) {
    rowCount += rowCountOf(piece);
    if (rowCount > SHARD_ROWS || batches.at(-1)?.length === MOST_PIECES) {
      batches.push([]);
      rowCount = rowCountOf(piece);
    }
    batches.at(-1)?.push(piece);
  }
  return batches;
}

/**
 * A worker first loads what it runs and compiles it while it runs: that costs about what so many rows cost. Fewer rows are done sooner,
 * and for half as much, by workers that are warm already.
 */
const ROWS_A_WORKER = 2 * SHARD_ROWS;

/** How many of the workers are worth their warming up for some rows: at least one. */
export function workersFor(rowCount: number, workerCount: number): number {
  return Math.max(1, Math.min(workerCount, Math.ceil(rowCount / ROWS_A_WORKER)));
}

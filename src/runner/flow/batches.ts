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

import { writeMatrixFile } from '../../artifacts/files/matrix-file.js';
import type { SparseRows, StoredShard } from '../../ml/labelled-rows.js';
import { openRows } from './stored-rows.js';

/** Position of a row that is not in the order. */
export const NOT_ORDERED = 0xffffffff;

/** A shard, the place of each of its rows in the order, and the file to write. */
export interface SortRowsInput {
  readonly shard: StoredShard;
  /** Position of each row of the shard in the order, or `NOT_ORDERED`. */
  readonly positions: Uint32Array;
  readonly featureCount: number;
  readonly file: string;
}

/** Writes those rows of a shard that are in the order, by their position: the first half of a shuffle on disk. */
export default function sortRows({ shard, positions, featureCount, file }: SortRowsInput): null {
  const chosen = Uint32Array.from(positions.keys()).filter((row) => positions[row] !== NOT_ORDERED);
  chosen.sort((a, b) => (positions[a] as number) - (positions[b] as number));
  const rows = openRows({ shards: [shard], firstRow: [0, positions.length], row: chosen, label: new Int32Array(0), weight: new Float32Array(0) });
  writeMatrixFile(file, gather(rows.shards[0] as SparseRows, chosen), featureCount);
  return null;
}

function gather({ offsets, ids, values }: SparseRows, rows: Uint32Array): SparseRows {
  const result = emptyRows(Array.from(rows, (row) => (offsets[row + 1] as number) - (offsets[row] as number)));
  rows.forEach((row, i) => {
    const from = offsets[row] as number;
    const to = offsets[row + 1] as number;
    result.ids.set(ids.subarray(from, to), result.offsets[i]);
    result.values.set(values.subarray(from, to), result.offsets[i]);
  });
  return result;
}

/** Rows of the given lengths, all zero. */
export function emptyRows(lengths: ArrayLike<number>): SparseRows {
  const offsets = new Uint32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) offsets[i + 1] = (offsets[i] as number) + (lengths[i] as number);
  const entryCount = offsets[lengths.length] as number;
  return { offsets, ids: new Uint32Array(entryCount), values: new Float32Array(entryCount) };
}

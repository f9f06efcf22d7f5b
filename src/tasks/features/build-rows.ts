import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import type { SparseRows } from '../../artifacts/files/matrix-file.js';
import { EntryBuffers, RowBuilder } from '../../model/vectors/row-builder.js';
import type { BoundCounts } from './bind-counts.js';
import type { FindKeys } from './find-keys.js';
import { findShardFeatures } from './shard-features.js';

/**
 * The vectors of a shard's rows. Features are numbered by shard: reaching into arrays as long as the table is what costs. The rows are
 * views of `buffers`. Cost: linear in the counts, plus the table once.
 */
export function buildRows(counts: BoundCounts, spec: FeatureSpec, table: NgramTable, findKeys: FindKeys, buffers = new EntryBuffers()): SparseRows {
  buffers.reserve(counts.entryKey.length);
  const features = { ...findShardFeatures(findKeys(counts), table), blockOfKey: counts.keyBlock };
  const builder = new RowBuilder(spec, features, buffers, longestRow(counts));
  const offsets = new Uint32Array(counts.rowCount + 1);
  for (let row = 0; row < counts.rowCount; row++) {
    builder.add(counts.entryKey, counts.entryTimes, counts.offsets[row]!, counts.offsets[row + 1]!);
    offsets[row + 1] = builder.end;
  }
  return { offsets, ids: buffers.ids.subarray(0, builder.end), values: buffers.values.subarray(0, builder.end) };
}

function longestRow({ offsets, rowCount }: BoundCounts): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row++) longest = Math.max(longest, offsets[row + 1]! - offsets[row]!);
  return longest;
}

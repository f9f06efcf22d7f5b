import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import type { SparseRows } from '../../artifacts/matrix-file.js';
import type { NgramIndex } from '../../model/ngram-index.js';
import { VectorBuilder } from '../../model/vector-builder.js';
import type { BoundCounts } from './bind-numeric.js';

/** The vectors of a shard's rows. Cost: linear in the counts, plus the table once. */
export function buildRows(counts: BoundCounts, spec: FeatureSpec, table: NgramTable, index: NgramIndex): SparseRows {
  const tableKey = new Int32Array(counts.keyLow.length);
  for (let key = 0; key < tableKey.length; key++) tableKey[key] = index.find(counts.keyLow[key]!, counts.keyHigh[key]!);
  const builder = new VectorBuilder(spec, table);
  const offsets = new Uint32Array(counts.rowCount + 1);
  const ids = new Uint32Array(counts.entryKey.length);
  const values = new Float32Array(counts.entryKey.length);
  for (let row = 0; row < counts.rowCount; row++) {
    builder.build(counts.entryKey, counts.entryTimes, counts.offsets[row]!, counts.offsets[row + 1]!, tableKey, counts.keyBlock);
    const start = offsets[row]!;
    for (let e = 0; e < builder.entryCount; e++) {
      ids[start + e] = builder.ids[e]!;
      values[start + e] = builder.values[e]!;
    }
    offsets[row + 1] = start + builder.entryCount;
  }
  const entryCount = offsets[counts.rowCount]!;
  return { offsets, ids: ids.subarray(0, entryCount), values: values.subarray(0, entryCount) };
}

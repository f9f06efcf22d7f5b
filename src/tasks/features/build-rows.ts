import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import type { SparseRows } from '../../artifacts/files/matrix-file.js';
import { RowKernel } from '../../kernels/row-kernel.js';
import { weightsOfBlocks } from '../../model/vectors/feature-blocks.js';
import { tabulateWeights, weighTimes } from '../../model/vectors/term-weight.js';
import type { BoundCounts } from './bind-counts.js';
import type { FindKeys } from './find-keys.js';
import { findShardFeatures } from './shard-features.js';

/**
 * The vectors of a shard's rows. Features are numbered by shard: reaching into arrays as long as the table is what costs. The rows are
 * views of the kernel's memory, valid until it makes other rows. Cost: linear in the counts, plus the table once.
 */
export function buildRows(counts: BoundCounts, spec: FeatureSpec, table: NgramTable, findKeys: FindKeys, kernel = new RowKernel()): SparseRows {
  const { ids, ...features } = findShardFeatures(findKeys(counts), table);
  const { termWeight } = spec.features;
  const given = {
    ...features,
    blockOfKey: counts.keyBlock,
    idOf: ids,
    blockWeights: Float64Array.from(weightsOfBlocks(spec)),
    weighed: tabulateWeights(termWeight),
    offsets: counts.offsets,
    entryKeys: counts.entryKey,
    entryTimes: counts.entryTimes,
  };
  return kernel.build(given, (times) => weighTimes(termWeight, times));
}

import type { BinEdges } from '../../artifacts/features.js';
import { readNumericColumns } from '../../artifacts/files/ngram-counts-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { type Split, TRAIN } from '../../artifacts/split.js';
import { digestBytes } from '../../core/digest.js';
import { computeBinEdges } from '../../model/vectors/bin-edges.js';
import { type Pieces, piece } from '../../runner/flow/pieces.js';
import type { ShardCounts } from './count-shards.js';

/** A numeric covariate of the pipeline. */
export interface NumericCovariate {
  readonly column: string;
  readonly bins: number;
}

/** Fits the bins of the numeric covariates on all training rows. 8 bytes a row and column in memory. */
export async function* fitBins(
  columns: readonly NumericCovariate[],
  prepared: Prepared,
  split: Split,
  counts: readonly ShardCounts[],
): Pieces<readonly BinEdges[]> {
  if (columns.length === 0) return [];
  const fingerprint = {
    version: 1,
    columns: columns.map(({ column, bins }) => ({ column, bins })),
    // The values, and which of them are of training rows.
    shards: prepared.shards.map(({ key }) => key),
    training: digestBytes(Uint8Array.from(split.role, (role) => (role === TRAIN ? 1 : 0))),
  };
  const stored = yield* piece('bin-edges', fingerprint, async () => columns.map((column, c) => edgesOf(column, c, split, counts)));
  return stored.meta as unknown as readonly BinEdges[];
}

function edgesOf(
  { column, bins }: NumericCovariate,
  index: number,
  split: Split,
  counts: readonly ShardCounts[],
): { column: string; edges: number[] } {
  const values = new Float64Array(split.role.length);
  let count = 0;
  let row = 0;
  for (const { file } of counts) {
    const shardValues = readNumericColumns(file)[index] as Float64Array;
    for (const value of shardValues) if (split.role[row++] === TRAIN) values[count++] = value;
  }
  return { column, edges: computeBinEdges(values.subarray(0, count), bins) };
}

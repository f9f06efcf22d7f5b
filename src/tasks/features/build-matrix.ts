import type { FeatureSpec } from '../../artifacts/features.js';
import { writeMatrixFile } from '../../artifacts/files/matrix-file.js';
import { loadNgramCounts } from '../../artifacts/files/ngram-counts-file.js';
import { blocksOfKinds } from '../../model/vectors/feature-blocks.js';
import { bindCounts } from './bind-counts.js';
import { buildRows } from './build-rows.js';
import { openTable } from './open-table.js';
import { withRowKernel } from './row-kernel-of-thread.js';

/** A shard's n-gram counts, the table and the settings that turn them into rows of the matrix. */
export interface BuildMatrixInput {
  readonly countsFile: string;
  readonly tableFile: string;
  readonly spec: FeatureSpec;
  /** The file to write. */
  readonly file: string;
}

/** Size of the file. */
export interface BuildMatrixOutput {
  readonly rowCount: number;
  readonly entryCount: number;
}

/** Builds the feature matrices of some shards from their n-gram counts and the fitted table. */
export default function buildMatrix(shards: readonly BuildMatrixInput[]): readonly BuildMatrixOutput[] {
  return shards.map(buildOne);
}

function buildOne({ countsFile, tableFile, spec, file }: BuildMatrixInput): BuildMatrixOutput {
  const { table, findKeys } = openTable(tableFile, spec);
  const counts = bindCounts(loadNgramCounts(countsFile), spec.numericColumns, blocksOfKinds(spec));
  return withRowKernel((kernel) => {
    const rows = buildRows(counts, spec, table, findKeys, kernel);
    writeMatrixFile(file, rows, table.featureCount);
    return { rowCount: counts.rowCount, entryCount: rows.ids.length };
  });
}

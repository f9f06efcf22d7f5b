import { writeMatrixFile } from '../../artifacts/files/matrix-file.js';
import { loadNgramCounts } from '../../artifacts/files/ngram-counts-file.js';
import { blocksOfKinds } from '../../model/vectors/feature-blocks.js';
import { bindCounts } from './bind-counts.js';
import type { BuildMatrixInput, BuildMatrixOutput } from './build-matrix.js';
import { buildHeldOutRows, type HeldOutFolds } from './held-out-rows.js';
import { openTable } from './open-table.js';

/** A shard as for its matrix, and which of its rows are held out with which fold; `rare` over shared memory. */
export interface BuildHeldOutInput extends BuildMatrixInput, HeldOutFolds {}

/** Builds the matrix of a shard's held-out rows, the others empty. */
export default function buildHeldOut({ countsFile, tableFile, spec, file, ...folds }: BuildHeldOutInput): BuildMatrixOutput {
  const { table, findKeys } = openTable(tableFile, spec);
  const counts = bindCounts(loadNgramCounts(countsFile), spec.numericColumns, blocksOfKinds(spec));
  const rows = buildHeldOutRows(counts, spec, table, findKeys, folds);
  writeMatrixFile(file, rows, table.featureCount);
  return { rowCount: counts.rowCount, entryCount: rows.ids.length };
}

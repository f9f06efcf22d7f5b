import { existsSync } from 'node:fs';
import { runFiles } from '../artifacts/files/run-files.js';
import { fail } from '../core/failure.js';
import type { ColumnRequest, TableFiles } from '../engine/table-files.js';
import type { OutOfFoldRow } from '../evaluation/labels/out-of-fold-row.js';

const COLUMNS: readonly ColumnRequest[] = [
  { name: 'id', as: 'text' },
  { name: 'code', as: 'text' },
  { name: 'group', as: 'number' },
  { name: 'given', as: 'text' },
  { name: 'score', as: 'number' },
  { name: 'ownScore', as: 'number' },
  { name: 'weight', as: 'number' },
];

/** What fits without their fold said of the rows of a run's pool. `usage.missing-file` where the run has none: see the hint. */
export async function readOutOfFold(runFolder: string, tables: TableFiles): Promise<readonly OutOfFoldRow[]> {
  const file = runFiles(runFolder).outOfFold;
  if (!existsSync(file)) {
    throw fail('usage.missing-file', {
      what: 'this run has no scores of rows that were held out',
      where: file,
      got: 'no such file',
      wanted: 'what a run with calibration.rows cross-fit leaves',
      hint: 'run the pipeline again with it, where the run is pruned, of an earlier release, or calibrates by the calibration role, a temperature or not at all',
    });
  }
  const rows: OutOfFoldRow[] = [];
  const { rowCount } = await tables.describe(file);
  for await (const { rowCount: count, columns } of tables.scan(file, COLUMNS, 0, rowCount)) {
    for (let row = 0; row < count; row++) {
      const [id, code, group, given, score, ownScore, weight] = columns.map((cells) => cells[row]);
      rows.push({ id, code, group, given, score, ownScore, weight } as OutOfFoldRow);
    }
  }
  return rows;
}

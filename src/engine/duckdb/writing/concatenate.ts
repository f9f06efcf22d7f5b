import type { DuckDBInstance } from '@duckdb/node-api';
import type { TablePart } from '../../table-files.js';
import { runAll } from '../connections.js';
import { freshName, identifier, numberedTable } from '../sql.js';
import { copyToParquet, createTable } from './write-table.js';

/** After the last position of a table. */
const NO_END = 2 ** 31 - 1;

/** Joins files by the stretches of their rows (`TableFiles.concatenate`). */
export async function concatenate(
  instance: DuckDBInstance,
  parts: readonly TablePart[],
  columns: { readonly label: string; readonly position: string },
  file: string,
): Promise<void> {
  if (parts.length === 0) throw new RangeError('nothing to concatenate');
  const table = freshName('stretches');
  try {
    await createStretches(instance, table, parts);
    const position = identifier(columns.position);
    await copyToParquet(
      instance,
      `SELECT s.label AS ${identifier(columns.label)}, r.* EXCLUDE (file_row_number, part) REPLACE ((r.${position} - s.first)::INTEGER AS ${position})
       FROM (SELECT *, file_index::INTEGER AS part FROM ${numberedTable(parts.map((part) => part.file))}) AS r
       JOIN ${table} AS s ON r.part = s.part AND r.${position} >= s.first AND r.${position} < s."end"
       ORDER BY r.part, r.file_row_number`,
      file,
    );
  } finally {
    await runAll(instance, `DROP TABLE IF EXISTS ${table}`);
  }
}

async function createStretches(instance: DuckDBInstance, table: string, parts: readonly TablePart[]): Promise<void> {
  const rows = parts.flatMap(({ stretches }, part) =>
    stretches.map(({ label, first }, place) => ({ part, label, first, end: stretches[place + 1]?.first ?? NO_END })),
  );
  await createTable(instance, table, [
    { name: 'part', type: 'int32', values: rows.map(({ part }) => part) },
    { name: 'label', type: 'text', values: rows.map(({ label }) => label) },
    { name: 'first', type: 'int32', values: rows.map(({ first }) => first) },
    { name: 'end', type: 'int32', values: rows.map(({ end }) => end) },
  ]);
}

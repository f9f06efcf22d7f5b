import { resolve } from 'node:path';
import { fail } from '../../core/failure.js';
import type { ColumnDescription, TableFiles } from '../../engine/table-files.js';
import { isCsv, readCsvHead, readCsvRows } from '../../stages/source/csv-partition.js';
import { readTextPieces } from '../../stages/source/csv-text.js';
import { ColumnLook, type LookedColumn } from './column-look.js';

/** Rows that columns are judged by: the first of a file. */
const MOST_ROWS = 20_000;

/** What can be said of a table by its first rows. */
export interface LookedTable {
  readonly columns: readonly LookedColumn[];
  /** How many rows were looked at. */
  readonly rowCount: number;
  /** Whether these are all. */
  readonly isWhole: boolean;
  /** What stands between the cells of a CSV file; null for Parquet. */
  readonly delimiter: string | null;
}

/** Looks at the first rows of a Parquet or CSV file; `path` starts at `folder` and is named in messages. Failures: `data.*`. */
export async function lookAtFile(path: string, folder: string, tables: TableFiles): Promise<LookedTable> {
  const file = resolve(folder, path);
  const table = await (isCsv(path) ? lookAtCsv(file, path) : lookAtParquet(file, tables));
  if (table.rowCount > 0) return table;
  throw fail('data.unreadable', { what: 'the file has no rows', where: path, got: '0 rows', wanted: 'rows with texts and their codes' });
}

async function lookAtCsv(file: string, path: string): Promise<LookedTable> {
  const head = await readCsvHead(file, path, []);
  const looks = head.names.map((name) => new ColumnLook(name, 'text'));
  const columns = head.names.map((name) => ({ name, as: 'text' as const }));
  let rowCount = 0;
  for await (const rows of readCsvRows(readTextPieces(file, path), { path, head, columns })) {
    for (const { cells } of rows) {
      if (rowCount === MOST_ROWS) return { columns: looks.map((look) => look.end()), rowCount, isWhole: false, delimiter: head.delimiter };
      rowCount++;
      cells.forEach((cell, index) => {
        looks[index]?.see(cell === '' ? null : cell);
      });
    }
  }
  return { columns: looks.map((look) => look.end()), rowCount, isWhole: true, delimiter: head.delimiter };
}

async function lookAtParquet(file: string, tables: TableFiles): Promise<LookedTable> {
  const { columns, rowCount } = await tables.describe(file);
  const readable = columns.filter(isReadable);
  const looks = readable.map(({ name, kind }) => new ColumnLook(name, kind));
  const count = Math.min(rowCount, MOST_ROWS);
  const requests = readable.map(({ name }) => ({ name, as: 'text' as const }));
  for await (const chunk of tables.scan(file, requests, 0, count)) {
    chunk.columns.forEach((cells, index) => {
      for (const cell of cells) looks[index]?.see(cell === null ? null : String(cell));
    });
  }
  return { columns: looks.map((look) => look.end()), rowCount: count, isWhole: count === rowCount, delimiter: null };
}

/** A column of single values that can be told as text. */
function isReadable({ kind }: ColumnDescription): boolean {
  return kind === 'text' || kind === 'whole number' || kind === 'number' || kind === 'boolean';
}

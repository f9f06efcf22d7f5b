import { Failure, fail } from '../../core/failure.js';
import { readColumnNames, readRows } from './connections.js';
import type { DuckDbEngine } from './duckdb-engine.js';
import { unreadableParquet } from './duckdb-failures.js';
import { identifier, parquetTable } from './sql.js';

/** The different texts of a column of a Parquet file, ascending, at most so many; nulls are none. `data.missing-column`, `data.unreadable`. */
export async function distinctTexts({ instance }: DuckDbEngine, file: string, column: string, most: number): Promise<readonly string[]> {
  const table = parquetTable(file);
  const cell = identifier(column);
  try {
    const names = await readColumnNames(instance, `SELECT * FROM ${table}`);
    if (!names.includes(column)) throw missingColumn(file, column, names);
    const query = `SELECT DISTINCT ${cell}::VARCHAR AS value FROM ${table} WHERE ${cell} IS NOT NULL ORDER BY value LIMIT ${most}`;
    return (await readRows(instance, query)).map(([value]) => value as string);
  } catch (error) {
    throw error instanceof Failure ? error : unreadableParquet(file, error);
  }
}

function missingColumn(file: string, column: string, names: readonly string[]): Error {
  return fail('data.missing-column', {
    what: 'a file lacks a column',
    where: file,
    got: `columns ${names.join(', ')}`,
    wanted: `the column ${column}`,
  });
}

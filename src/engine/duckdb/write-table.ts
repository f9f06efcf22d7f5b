import { open, rename, rm } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Cell, Column, ColumnType } from '../table-files.js';
import { runAll, withConnection } from './connections.js';
import { asWriteFailure } from './duckdb-failures.js';
import { duckdb } from './node-api.js';
import { identifier, literal, PARQUET_OPTIONS } from './sql.js';

const { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, INTEGER, LIST, listValue, VARCHAR } = duckdb;

const CHUNK_ROWS = 2048;

const TYPES: Readonly<Record<ColumnType, DuckDBType>> = {
  text: VARCHAR,
  int32: INTEGER,
  int64: BIGINT,
  float64: DOUBLE,
  boolean: BOOLEAN,
  'text[]': LIST(VARCHAR),
  'float64[]': LIST(DOUBLE),
};

/** DuckDB's name of a column type. */
export function typeName(type: ColumnType): string {
  return TYPES[type].toString();
}

let nextName = 0;

/** A name that no other table of this process has. */
export function freshName(prefix: string): string {
  return `${prefix}_${nextName++}`;
}

/** Writes columns of equal length as one Parquet file: under a temporary name, synced, then renamed into place. */
export async function writeTable(instance: DuckDBInstance, file: string, columns: readonly Column[]): Promise<void> {
  const table = freshName('write');
  try {
    await createTable(instance, table, columns);
    await copyToParquet(instance, `SELECT * FROM ${table}`, file);
  } finally {
    await runAll(instance, `DROP TABLE IF EXISTS ${table}`);
  }
}

/** Fills a new table of the instance, row by row in order. */
export async function createTable(instance: DuckDBInstance, table: string, columns: readonly Column[]): Promise<void> {
  const rowCount = columns[0]?.values.length ?? 0;
  for (const column of columns) {
    if (column.values.length !== rowCount) throw new RangeError(`column ${column.name} has ${column.values.length} rows, the first has ${rowCount}`);
  }
  const definitions = columns.map((column) => `${identifier(column.name)} ${typeName(column.type)}`).join(', ');
  await withConnection(instance, async (connection) => {
    await connection.run(`CREATE TABLE ${table} (${definitions})`);
    await append(connection, table, columns, rowCount);
  });
}

/** Runs a query (with a total order of its own where that matters) into a Parquet file, atomically. */
export async function copyToParquet(instance: DuckDBInstance, query: string, file: string): Promise<void> {
  const temporary = freshName(`${file}.${process.pid}`);
  try {
    await runAll(instance, `COPY (${query}) TO ${literal(temporary)} (${PARQUET_OPTIONS})`);
    await syncFile(temporary);
    await rename(temporary, file);
  } catch (error) {
    throw asWriteFailure(error, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function append(connection: DuckDBConnection, table: string, columns: readonly Column[], rowCount: number): Promise<void> {
  const appender = await connection.createAppender(table);
  const types = columns.map((column) => TYPES[column.type]);
  for (let first = 0; first < rowCount; first += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rowCount - first);
    const chunk = DuckDBDataChunk.create(types, count);
    columns.forEach((column, index) => {
      const values: DuckDBValue[] = new Array(count);
      for (let i = 0; i < count; i++) values[i] = toDuckDb(column.values[first + i] ?? null, column.type);
      chunk.setColumnValues(index, values);
    });
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}

function toDuckDb(cell: Cell, type: ColumnType): DuckDBValue {
  if (cell === null) return null;
  if (type === 'int64') return BigInt(cell as number);
  if (Array.isArray(cell)) return listValue(cell as string[]);
  return cell as string | number | boolean;
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

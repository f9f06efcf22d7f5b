import { open, rename, rm } from 'node:fs/promises';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { Cell, Column, ColumnType } from '../table-engine.js';
import { identifier, literal, PARQUET_OPTIONS } from './sql.js';

const CHUNK_ROWS = 2048;

const TYPES: Readonly<Record<ColumnType, DuckDBType>> = {
  VARCHAR,
  INTEGER,
  BIGINT,
  DOUBLE,
  BOOLEAN,
  'VARCHAR[]': LIST(VARCHAR),
  'DOUBLE[]': LIST(DOUBLE),
};

let nextTable = 0;

/** Writes columns of equal length as one Parquet file: under a temporary name, synced, then renamed into place. */
export async function writeTable(connection: DuckDBConnection, file: string, columns: readonly Column[]): Promise<void> {
  const rowCount = columns[0]?.values.length ?? 0;
  for (const column of columns) {
    if (column.values.length !== rowCount) throw new RangeError(`column ${column.name} has ${column.values.length} rows, the first has ${rowCount}`);
  }
  const table = `write_${nextTable++}`;
  const definitions = columns.map((column) => `${identifier(column.name)} ${column.type}`).join(', ');
  await connection.run(`CREATE TEMP TABLE ${table} (${definitions})`);
  try {
    await append(connection, table, columns, rowCount);
    await copyToParquet(connection, `SELECT * FROM ${table}`, file);
  } finally {
    await connection.run(`DROP TABLE ${table}`);
  }
}

/** Runs a query (with a total order of its own where that matters) into a Parquet file, atomically. */
export async function copyToParquet(connection: DuckDBConnection, query: string, file: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await connection.run(`COPY (${query}) TO ${literal(temporary)} (${PARQUET_OPTIONS})`);
    await syncFile(temporary);
    await rename(temporary, file);
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
  if (type === 'BIGINT') return BigInt(cell as number);
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

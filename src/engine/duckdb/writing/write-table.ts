import { open, rename, rm } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Cell, CellBatch, Column, ColumnType } from '../../table-files.js';
import { runAll, withConnection } from '../connections.js';
import { asWriteFailure } from '../duckdb-failures.js';
import { duckdb } from '../node-api.js';
import { freshName, identifier, literal, PARQUET_OPTIONS } from '../sql.js';

const { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, INTEGER, LIST, listValue, VARCHAR } = duckdb;

const CHUNK_ROWS = 2048;
/** Chunks of a row group of DuckDB's tables: what is flushed can be spilled. */
const FLUSHED_CHUNKS = 60;

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

/** Writes columns of equal length as one Parquet file: under a temporary name, synced, then renamed into place. */
export async function writeTable(instance: DuckDBInstance, file: string, columns: readonly Column[]): Promise<void> {
  countRows(columns);
  const table = freshName('write');
  try {
    await createTable(instance, table, appendedOf(columns));
    const cells = columns.map((column) => `${cellsOf(column, columns)} AS ${identifier(column.name)}`);
    await copyToParquet(instance, `SELECT ${cells.join(', ')} FROM ${table}`, file);
  } finally {
    await runAll(instance, `DROP TABLE IF EXISTS ${table}`);
  }
}

/** The columns whose cells have to be handed over, at least one: a cell that crosses to DuckDB costs more than all that it does with it. */
function appendedOf(columns: readonly Column[]): readonly Column[] {
  const appended = columns.filter((column) => firstAlike(column, columns) === column && !isEmpty(column));
  return appended.length > 0 ? appended : columns.slice(0, 1);
}

/** The SQL of a column in the table of the appended ones. */
function cellsOf(column: Column, columns: readonly Column[]): string {
  return isEmpty(column) ? `NULL::${typeName(column.type)}` : identifier(firstAlike(column, columns).name);
}

function isEmpty({ values }: Column): boolean {
  for (let row = 0; row < values.length; row++) if (values[row] !== null) return false;
  return true;
}

/** The first column with the same array of cells. */
function firstAlike({ type, values }: Column, columns: readonly Column[]): Column {
  return columns.find((column) => column.type === type && column.values === values) as Column;
}

/** Fills a new table of the instance, row by row in order. */
export async function createTable(instance: DuckDBInstance, table: string, columns: readonly Column[]): Promise<void> {
  const rowCount = countRows(columns);
  const definitions = columns.map((column) => `${identifier(column.name)} ${typeName(column.type)}`).join(', ');
  await withConnection(instance, async (connection) => {
    await connection.run(`CREATE TABLE ${table} (${definitions})`);
    const appender = await openRowAppender(connection, table, columns, table);
    appender.add({ rowCount, cells: columns.map(({ values }) => values) });
    appender.close();
  });
}

/** Throws when columns differ in length. */
function countRows(columns: readonly Column[]): number {
  const rowCount = columns[0]?.values.length ?? 0;
  for (const column of columns) {
    if (column.values.length !== rowCount) throw new RangeError(`column ${column.name} has ${column.values.length} rows, the first has ${rowCount}`);
  }
  return rowCount;
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

/** Adds rows to a table, in their order. */
interface RowAppender {
  add(batch: CellBatch): void;
  /** Adds what is left; nothing can be added afterwards. */
  close(): void;
}

/**
 * Chunks are full but for the last one, and flushed at the same rows always: batches of other sizes make the same table. Failures of
 * memory and disk name `where`.
 */
export async function openRowAppender(
  connection: DuckDBConnection,
  table: string,
  columns: readonly Pick<Column, 'type'>[],
  where: string,
): Promise<RowAppender> {
  const appender = await connection.createAppender(table);
  const types = columns.map((column) => TYPES[column.type]);
  let waiting: DuckDBValue[][] = columns.map(() => []);
  let chunkCount = 0;
  const appendWaiting = (): void => {
    const rowCount = waiting[0]?.length ?? 0;
    if (rowCount === 0) return;
    const chunk = DuckDBDataChunk.create(types, rowCount);
    waiting.forEach((values, column) => {
      chunk.setColumnValues(column, values);
    });
    waiting = columns.map(() => []);
    appender.appendDataChunk(chunk);
    if (++chunkCount % FLUSHED_CHUNKS === 0) appender.flushSync();
  };
  const naming = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      throw asWriteFailure(error, where);
    }
  };
  return {
    add({ rowCount, cells }) {
      for (let row = 0; row < rowCount; ) {
        const end = Math.min(rowCount, row + CHUNK_ROWS - (waiting[0]?.length ?? 0));
        columns.forEach(({ type }, column) => {
          takeCells(waiting[column] as DuckDBValue[], cells[column] ?? [], type, row, end);
        });
        row = end;
        if (waiting[0]?.length === CHUNK_ROWS) naming(appendWaiting);
      }
    },
    close() {
      naming(() => {
        appendWaiting();
        appender.flushSync();
        appender.closeSync();
      });
    },
  };
}

function takeCells(waiting: DuckDBValue[], cells: ArrayLike<Cell>, type: ColumnType, first: number, end: number): void {
  for (let row = first; row < end; row++) waiting.push(toDuckDb(cells[row] ?? null, type));
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

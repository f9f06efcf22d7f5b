import type { DuckDBInstance } from '@duckdb/node-api';
import { readCount, readRows, runAll } from './connections.js';
import { freshName, numberedTable } from './sql.js';
import { createTable } from './writing/write-table.js';

/**
 * Prepared rows as tables of whole numbers: `row`, `code` (index in bytewise order), `group_row` and `text_row` (the lowest row with
 * the same key). Ids and keys stay in the Parquet files, which are read again where they are needed: 10 M rows take 160 MB.
 * Keys and ranks are compared by their first 128 bits, as a UUID, which sorts as its hex digits do.
 */
export interface PreparedRows {
  readonly instance: DuckDBInstance;
  readonly rowCount: number;
  /** The table of the rows that take part; tables made from it are named after it. */
  readonly table: string;
  /** The table of all codes: `code`, `index`. */
  readonly codes: string;
  /** A relation of the Parquet files with the run's row number as `row`. */
  readonly files: string;
}

/** Opens row files, in their order, for one use; every table that was made under their name is dropped at its end. */
export async function withPreparedRows<T>(
  instance: DuckDBInstance,
  rowFiles: readonly string[],
  use: (rows: PreparedRows) => Promise<T>,
): Promise<T> {
  const rows = await describeFiles(instance, rowFiles);
  return withThreadsFor(rows, async () => {
    try {
      await createTables(rows);
      return await use(rows);
    } finally {
      await dropTables(rows);
    }
  });
}

/** Queries over fewer rows than this take no less time with a second thread, and a third more of the processors. */
const ROWS_A_THREAD = 65_536;

/** With no more threads of the instance than the rows pay for. */
async function withThreadsFor<T>({ instance, rowCount }: PreparedRows, work: () => Promise<T>): Promise<T> {
  const threads = await readCount(instance, "SELECT current_setting('threads')");
  const wanted = Math.max(1, Math.ceil(rowCount / ROWS_A_THREAD));
  if (wanted >= threads) return work();
  await runAll(instance, `SET GLOBAL threads = ${wanted}`);
  try {
    return await work();
  } finally {
    await runAll(instance, `SET GLOBAL threads = ${threads}`);
  }
}

/** Leaves rows out of everything that follows. */
export async function excludeRows(rows: PreparedRows, excluded: Uint32Array): Promise<void> {
  if (excluded.length === 0) return;
  await withRowList(rows, excluded, async (list) => {
    await runAll(rows.instance, `DELETE FROM ${rows.table} WHERE row IN (SELECT row FROM ${list})`);
  });
}

/** A table of `row` and `place` (0, 1, …) of some rows, for one use. */
export async function withRowList<T>({ instance, table }: PreparedRows, rows: Uint32Array, use: (list: string) => Promise<T>): Promise<T> {
  const list = freshName(`${table}_list`);
  await createTable(instance, list, [
    { name: 'row', type: 'int32', values: rows },
    { name: 'place', type: 'int32', values: Uint32Array.from(rows, (_, place) => place) },
  ]);
  try {
    return await use(list);
  } finally {
    await runAll(instance, `DROP TABLE ${list}`);
  }
}

async function describeFiles(instance: DuckDBInstance, rowFiles: readonly string[]): Promise<PreparedRows> {
  if (rowFiles.length === 0) throw new RangeError('no row files');
  const table = freshName('rows');
  const read = numberedTable(rowFiles);
  const counted = await readRows(instance, `SELECT file_index::INTEGER, count(*)::DOUBLE FROM ${read} GROUP BY ALL`);
  const counts = new Map(counted.map(([file, count]) => [file as number, count as number]));
  const starts: number[] = [0];
  for (let file = 0; file < rowFiles.length; file++) starts.push((starts[file] as number) + (counts.get(file) ?? 0));
  const files = `(SELECT *, ([${starts.join(', ')}][file_index::BIGINT + 1] + file_row_number)::INTEGER AS row FROM ${read})`;
  return { instance, rowCount: starts[rowFiles.length] as number, table, codes: `${table}_codes`, files };
}

async function createTables({ instance, table, codes, files }: PreparedRows): Promise<void> {
  const equal = await readRows(instance, `SELECT coalesce(bool_and("group" = "textKey"), true) FROM ${files}`);
  const byText = equal[0]?.[0] === true;
  const textKey = byText ? '' : ', left(f."textKey", 32)::UUID AS text_key';
  const textJoin = `JOIN (SELECT text_key, min(row) AS text_row FROM ${table}_keys GROUP BY text_key) AS t USING (text_key)`;
  await runAll(
    instance,
    `CREATE TABLE ${codes} AS SELECT code, (row_number() OVER (ORDER BY code) - 1)::INTEGER AS index FROM (SELECT DISTINCT code FROM ${files})`,
    `CREATE TABLE ${table}_keys AS SELECT f.row, c.index AS code, left(f."group", 32)::UUID AS group_key${textKey}
      FROM ${files} AS f JOIN ${codes} AS c USING (code)`,
    `CREATE TABLE ${table} AS SELECT k.row, k.code, g.group_row, ${byText ? 'g.group_row AS text_row' : 't.text_row'} FROM ${table}_keys AS k
      JOIN (SELECT group_key, min(row) AS group_row FROM ${table}_keys GROUP BY group_key) AS g USING (group_key) ${byText ? '' : textJoin}`,
    `DROP TABLE ${table}_keys`,
  );
}

async function dropTables({ instance, table }: PreparedRows): Promise<void> {
  const made = await readRows(
    instance,
    `SELECT table_name FROM duckdb_tables() WHERE table_name = '${table}' OR starts_with(table_name, '${table}_')`,
  );
  await runAll(instance, ...made.map(([name]) => `DROP TABLE ${name as string}`));
}

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROLES } from '../../../artifacts/split.js';
import type { SplitPlan } from '../../split-engine.js';
import type { ColumnRequest, RowChunk, TableFiles } from '../../table-files.js';
import type { SparkSession } from '../session.js';
import { parquetAt, quoteText } from '../spark-sql.js';

/** What the steps of a split work with: tables of Spark, and a folder that Spark and this machine see by one path. */
export interface WorkingRows {
  readonly session: SparkSession;
  readonly tables: TableFiles;
  readonly folder: string;
  /** The rows of all files: row, id, code, group, textKey, otherKey, time. */
  readonly rows: string;
  readonly rowCount: number;
}

/** The number of a role by its name, for SQL text. */
export function roleNumber(name: string): string {
  return `CASE ${name} ${ROLES.map((role, number) => `WHEN ${quoteText(role)} THEN ${number}`).join(' ')} END`;
}

/** Its name by its number. Spark 4.3 takes an element at a null place of a constant array for one that is there: no such array here. */
export function roleName(number: string): string {
  return `CASE ${number} ${ROLES.map((role, one) => `WHEN ${one} THEN ${quoteText(role)}`).join(' ')} END`;
}

/** Opens row files, in their order, for one use; what was made for it is removed at its end. */
export async function withWorkingRows<T>(
  { session, tables, folder: parent }: Pick<WorkingRows, 'session' | 'tables' | 'folder'>,
  rowFiles: readonly string[],
  use: (rows: WorkingRows) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(parent, 'split-'));
  try {
    return await use({ session, tables, folder, ...(await numberRows(session, rowFiles)) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Keeps the rows of a query as Parquet, and gives the table of them: what comes later does not work it out again. */
export async function keep({ session, folder }: WorkingRows, name: string, query: string): Promise<string> {
  await session.writeParquet(query, join(folder, name));
  return parquetAt(join(folder, name));
}

/** The rows of a query, which says their order, read here: results of any size come as files. */
export async function* readOrdered(rows: WorkingRows, name: string, query: string, columns: readonly ColumnRequest[]): AsyncIterable<RowChunk> {
  await keep(rows, name, query);
  yield* readKept(rows, name, columns);
}

/** The rows that were kept under a name, in the order of their query. */
export async function* readKept(rows: WorkingRows, name: string, columns: readonly ColumnRequest[]): AsyncIterable<RowChunk> {
  const files = (await readdir(join(rows.folder, name))).filter((file) => file.endsWith('.parquet')).sort(compareNames);
  for await (const { rowCount, columns: cells } of rows.tables.scanAll(
    files.map((file) => join(rows.folder, name, file)),
    columns,
  ))
    yield { rowCount, columns: cells };
}

/** Spark numbers its files in the order of their rows; names are ASCII. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : 1;
}

/** The plan's rows that take no part, as a table; null for none. */
export async function tableOfLeftOut({ tables, folder }: WorkingRows, { leftOut }: SplitPlan): Promise<string | null> {
  if (leftOut.length === 0) return null;
  const file = join(folder, 'left-out.parquet');
  await tables.writeTable(file, [{ name: 'row', type: 'int32', values: leftOut }]);
  return parquetAt(file);
}

/** Spark tells of each row its file and its place there: rows are counted by file, and numbered on from one file to the next. */
async function numberRows(session: SparkSession, rowFiles: readonly string[]): Promise<Pick<WorkingRows, 'rows' | 'rowCount'>> {
  if (rowFiles.length === 0) throw new RangeError('no row files');
  const name = `rows_${nextName++}`;
  const columns = ['id', 'code', '`group`', 'textKey', 'otherKey', 'time', '_metadata.file_path AS file', '_metadata.row_index AS place'];
  await session.nameParquet(`${name}_files`, rowFiles, columns);
  const counted = await session.query(`SELECT file, count(*) AS count FROM ${name}_files GROUP BY file`);
  const counts = new Map(counted.map(({ file, count }) => [pathOf(file as string), { file: file as string, count: Number(count) }]));
  const starts: string[] = [];
  let rowCount = 0;
  for (const path of rowFiles) {
    const { file, count } = counts.get(path) ?? { file: null, count: 0 };
    if (file !== null) starts.push(`(${quoteText(file)}, ${rowCount})`);
    rowCount += count;
  }
  if (starts.length !== counts.size) throw new Error('Spark read rows of files that were not asked for');
  const list = starts.length === 0 ? "SELECT '' AS file, 0 AS start WHERE false" : `SELECT * FROM VALUES ${starts.join(', ')} AS s(file, start)`;
  await session.run(
    `CREATE OR REPLACE TEMPORARY VIEW ${name} AS SELECT cast(s.start + f.place AS INT) AS row, f.id, f.code, f.\`group\`, f.textKey, f.otherKey, f.time
     FROM ${name}_files AS f JOIN (${list}) AS s ON f.file = s.file`,
  );
  return { rows: name, rowCount };
}

let nextName = 0;

/** Spark spells a path as a URI. */
function pathOf(file: string): string {
  return decodeURIComponent(file.replace(/^file:(\/\/)?/, ''));
}

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { matchFiles } from '../../src/core/files/match-files.js';
import { folderValues } from '../../src/core/folder-values.js';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { scanAllInFolders } from '../../src/engine/folder-columns.js';
import { parseConnectionString } from '../../src/engine/spark/connection-string.js';
import { SparkSession } from '../../src/engine/spark/session.js';
import { locationOf, parquetAt } from '../../src/engine/spark/spark-sql.js';
import { up } from './server/launch.mjs';

// What Spark writes is read by DuckDB where it is worked on, in the processes of tasks: both have to see the same values.

const folder = mkdtempSync(join(tmpdir(), 'millrace spark tables '));
let session: SparkSession;
let tables: DuckDbEngine;

beforeAll(async () => {
  const { remote } = await up();
  session = await SparkSession.open(parseConnectionString(remote), { release: '0.0.0', signal: new AbortController().signal });
  await session.set({ 'spark.sql.session.timeZone': 'UTC' });
  tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 256 * 2 ** 20, temporaryFolder: join(folder, 'spill') });
});
afterAll(async () => {
  await tables.close();
  await session.close();
  rmSync(folder, { recursive: true });
});

/** Columns of every kind that labelled rows come with, twice the rows in each of three files. */
const ROWS = `SELECT id, concat('żółć ', id % 3) AS text, cast(id / 8 AS DOUBLE) AS number, cast(id AS SMALLINT) AS small, id % 2 = 0 AS flag,
    cast(concat(id, '.25') AS DECIMAL(12, 2)) AS price, DATE'1969-12-31' AS day, timestamp_seconds(id * 86399.5) AS moment,
    cast(timestamp_seconds(id * 86399.5) AS TIMESTAMP_NTZ) AS local, array('a', NULL, 'b') AS list,
    CASE WHEN id % 5 = 0 THEN NULL ELSE concat('c', id % 4) END AS label, element_at(array('2026-01', 'a b/c', NULL), cast(id % 3 AS INT) + 1) AS month
  FROM range(0, 60, 1, 3)`;
const TEXTS = ['id', 'text', 'small', 'flag', 'price', 'day', 'local', 'label'];

it('what Spark wrote, with markers, checksums and folders, is described and read here as Spark reads it', async () => {
  const written = join(folder, 'by month');
  // The server's catalog outlives the session.
  await session.run('DROP TABLE IF EXISTS by_month');
  await session.run(`CREATE TABLE by_month USING parquet PARTITIONED BY (month) LOCATION '${locationOf(written)}' AS ${ROWS}`);
  expect(readdirSync(written)).toContain('_SUCCESS');

  const { files } = matchFiles(['by month/**/*.parquet'], folder);
  const inFolders = files.map((file) => ({ file: join(folder, file), folderValues: folderValues(file, ['month']) }));
  expect(new Set(inFolders.map((file) => file.folderValues.month))).toEqual(new Set(['2026-01', 'a b/c', null]));

  const [described] = await tables.describeAll(inFolders.map(({ file }) => file));
  expect(Object.fromEntries(described?.columns.map(({ name, kind }) => [name, kind]) ?? [])).toEqual({
    id: 'whole number',
    text: 'text',
    number: 'number',
    small: 'whole number',
    flag: 'boolean',
    price: 'number',
    day: 'time',
    moment: 'time',
    local: 'time',
    list: 'list',
    label: 'text',
  });

  const read: unknown[][] = [];
  const requests = [...TEXTS, 'month'].map((name) => ({ name, as: 'text' as const }));
  for await (const { rowCount, columns } of scanAllInFolders(tables, inFolders, [...requests, { name: 'number', as: 'number' }]))
    for (let row = 0; row < rowCount; row++) read.push(columns.map((cells) => cells[row]));
  const cells = [...TEXTS, 'month'].map((name) => `cast(${name} AS STRING) AS ${name}`).join(', ');
  const wanted = await session.query(`SELECT ${cells}, number FROM ${parquetAt(written)}`);
  const byId = (a: readonly unknown[], b: readonly unknown[]): number => Number(a[0]) - Number(b[0]);
  expect(read.sort(byId)).toEqual(wanted.map((row) => Object.values(row)).sort(byId));
});

it('a moment that Spark wrote as INT96 is read here as the same time', async () => {
  await session.set({ 'spark.sql.parquet.outputTimestampType': 'INT96' });
  await session.writeParquet("SELECT TIMESTAMP'2026-03-29 01:30:00.123456' AS moment, TIMESTAMP'1905-01-01 00:00:00' AS old", join(folder, 'int96'));
  const [file] = readdirSync(join(folder, 'int96')).filter((name) => name.endsWith('.parquet'));
  const columns = ['moment', 'old'].map((name) => ({ name, as: 'text' as const }));
  for await (const chunk of tables.scan(join(folder, 'int96', file as string), columns, 0, 10))
    expect(chunk.columns).toEqual([['2026-03-29 01:30:00.123456'], ['1905-01-01 00:00:00']]);
});

import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { DuckDBInstance, DuckDBListValue } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, runCli } from '../cli/run-cli.js';
import { writeFixture } from './fixture.js';
import { makeFolder } from './make-folder.js';

type Cell = string | number | bigint | boolean | null | readonly Cell[];

interface Cursor {
  next(): Promise<Readonly<Record<string, unknown>> | null>;
}
const require = createRequire(import.meta.url);
const { ParquetReader } = require('parquetjs-lite') as {
  ParquetReader: { openFile(file: string): Promise<{ getCursor(): Cursor; close(): Promise<void> }> };
};

/** The types of design §6 and what a reader must make of a value of each. */
const TYPE_OF: Readonly<Record<string, string>> = {
  VARCHAR: 'string',
  INTEGER: 'number',
  BIGINT: 'bigint',
  DOUBLE: 'number',
  BOOLEAN: 'boolean',
  'VARCHAR[]': 'object',
  'DOUBLE[]': 'object',
};

const folder = makeFolder('millrace-parquet-');
let instance: DuckDBInstance;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  await writeFixture(folder);
  const first = await millrace('run', 'pipeline.yaml', 'split.folds=3');
  await millrace('run', 'pipeline.yaml', `split.from=${first.run}`, 'data.partitions=data/t*.parquet', 'search.mode=exact', 'search.maxPasses=20');
  await millrace('run', 'pipeline.yaml', 'split.test.column=trust', 'split.test.from=1.5', 'split.reportLeak=mode');
  await millrace('predict', String(first.run), '--in', 'data/*.parquet', '--out', 'coded', '--k', '3');
  await millrace('synth', 'coicop', '--rows', '1000', '--partitions', '2', '--out', 'synthetic');
});

afterAll(() => {
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

async function millrace(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const result = await runCli([...args, '--json', '--workers', '1', '--memory', '1GiB'], folder);
  expect(result.exitCode, result.stderr).toBe(0);
  return lastJson(result) as Record<string, unknown>;
}

test('every kind of Parquet file that is written is among those that are read', () => {
  const kinds = new Set(filesOf('.').map((file) => file.replace(/^.*\//, '').replace(/-?\d+/, '')));
  const wanted = ['changes', 'conflicts', 'metrics', 'passes', 'quarantine', 'rows', 'split', 'trials', 'truth'];
  expect([...kinds]).toEqual(expect.arrayContaining(wanted.map((name) => `${name}.parquet`)));
});

test.each(['workspace/runs', 'workspace/store', 'coded', 'synthetic', 'data'])(
  'DuckDB and another reader find the same values of the same types in every file of %s',
  (part) => expectEqualReaders(folder, part),
);

test.each(['data/nsi', 'data/naics'])('and in the committed partitions of %s', (part) => expectEqualReaders('.', part));

async function expectEqualReaders(root: string, part: string): Promise<void> {
  const files = filesOf(part, root);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const { types, rows } = await readByDuckDb(join(root, file));
    for (const type of types) expect(Object.keys(TYPE_OF), `${file}: ${type}`).toContain(type);
    for (const row of rows) row.forEach((cell, column) => void (cell === null || expectType(cell, types[column] as string, file)));
    expect(await readIndependently(join(root, file), types), file).toEqual(rows);
  }
}

function expectType(cell: Cell, type: string, file: string): void {
  if (typeof cell !== TYPE_OF[type]) expect.fail(`${file}: ${String(cell)} is no ${type}`);
}

function filesOf(part: string, root = folder): string[] {
  const found = readdirSync(join(root, part), { recursive: true, withFileTypes: true }).filter((entry) => entry.name.endsWith('.parquet'));
  return found.map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

async function readByDuckDb(file: string): Promise<{ types: string[]; rows: Cell[][] }> {
  const connection = await instance.connect();
  try {
    const read = await connection.runAndReadAll(`SELECT * FROM read_parquet('${file}', file_row_number = true) ORDER BY file_row_number`);
    const types = read.columnTypes().map(String).slice(0, -1);
    return {
      types,
      rows: read.getRows().map((row) => row.slice(0, -1).map((cell) => (cell instanceof DuckDBListValue ? cell.items : cell) as Cell)),
    };
  } finally {
    connection.closeSync();
  }
}

/** Rows as `parquetjs-lite` reads them: columns in the order of the file, a missing value as null, a list unwrapped from its three levels. */
async function readIndependently(file: string, types: readonly string[]): Promise<Cell[][]> {
  const reader = (await ParquetReader.openFile(file)) as Awaited<ReturnType<typeof ParquetReader.openFile>> & { schema: { fields: object } };
  const names = Object.keys(reader.schema.fields);
  const cursor = reader.getCursor();
  const rows: Cell[][] = [];
  for (let row = await cursor.next(); row !== null; row = await cursor.next()) {
    const cells = row;
    rows.push(names.map((name, column) => (types[column]?.endsWith('[]') ? unwrapList(cells[name]) : ((cells[name] ?? null) as Cell))));
  }
  await reader.close();
  return rows;
}

function unwrapList(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return ((value as { list?: readonly { element: Cell }[] }).list ?? []).map(({ element }) => element);
}

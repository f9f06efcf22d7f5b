import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { makeFolder } from '../integration/make-folder.js';
import { type CliResult, lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

interface ParquetWriter {
  appendRow(row: object): Promise<void>;
  close(): Promise<void>;
}
const require = createRequire(import.meta.url);
const { ParquetSchema, ParquetWriter } = require('parquetjs-lite') as {
  ParquetSchema: new (fields: object) => object;
  ParquetWriter: { openFile(schema: object, file: string): Promise<ParquetWriter> };
};

const folder = makeFolder('millrace-rows-');
const GOOD_ROWS = 300;

type Row = readonly [id: string, text: string | null, label: string];

/** Rows that are odd but right: what becomes of each is asserted below. */
const ODD: readonly Row[] = [
  ['alone', 'a code of one row', 'one'],
  ['pair-1', 'a code of two rows', 'two'],
  ['pair-2', 'the other of two', 'two'],
  ['three-1', 'a code of three rows', 'three'],
  ['three-2', 'the second of three', 'three'],
  ['three-3', 'the last of three', 'three'],
  ['same', 'a row that comes twice', 'bread'],
  ['same', 'a row that comes twice', 'bread'],
  ['right-to-left', 'לחם שיפון', 'bread'],
  ['with-controls', '\u202bלחם\u200f שיפון\u202c', 'bread'],
  ['plain', 'whole milk', 'milk'],
  ['zero-width', 'who\u200ble\ufeff mi\u200dlk', 'milk'],
  ['replaced', 'milk \ufffd in bottles', 'milk'],
  ['no-character', 'milk \u{10ffff}\u0000 in cans', 'milk'],
];

const BAD: readonly Row[] = [
  ['null', null, 'bread'],
  ['blank', ' \t\u3000', 'bread'],
  ['invisible', '\u200b\u2060\u202e', 'milk'],
  ['marks', '¿?¡! — …', 'milk'],
  ['long', 'x'.repeat(1_000_000), 'soap'],
  ['differs', 'rye bread', 'bread'],
  ['differs', 'rye bread', 'milk'],
  ['unknown', 'a screw', 'hardware'],
];

beforeAll(async () => {
  const rows = [...ODD, ...BAD];
  await writeRows(folder, 'data/a.parquet', plainRows(GOOD_ROWS));
  await writeRows(
    folder,
    'data/b.parquet',
    ['id', 'text', 'label'].map((name, column) => ({ name, type: 'text' as const, values: rows.map((row) => row[column] as string | null) })),
  );
  const codes = ['bread', 'milk', 'soap', 'one', 'two', 'three'];
  writeFileSync(join(folder, 'codebook.csv'), ['code,title,parent', ...codes.map((code) => `${code},${code},`), ''].join('\n'));
  writeFileSync(join(folder, 'p.yaml'), 'name: small\ndata: { partitions: data/*.parquet }\nsearch: { maxPasses: 2 }\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]): Promise<CliResult> {
  return runCli(['run', 'p.yaml', '--json', '--workers', '1', '--memory', '1GiB', ...args], folder);
}

describe('a run over good, odd and bad rows', () => {
  let ended: CliResult;
  let json: { run: string; split: string };

  beforeAll(async () => {
    ended = await run('data.codebook=codebook.csv');
    json = lastJson(ended) as typeof json;
  });

  const splitRows = (): Promise<string[][]> => readTexts(json.split, ['id', 'code', 'role', 'group']);

  test('goes on, and says how many are bad and why', () => {
    expect(ended.exitCode, ended.stderr).toBe(0);
    const [, reasons] = /8 of 322 rows are bad \(2\.5 %\): ([^;]*);/.exec(ended.stderr) ?? [];
    expect(reasons?.split(', ').sort()).toEqual(['code-not-in-codebook 1', 'empty-text 3', 'null-text 1', 'repeated-id 2', 'text-too-long 1']);
  });

  test('keeps each bad row with partition, id and reason in quarantine.parquet', async () => {
    const file = join(folder, 'workspace', 'runs', json.run, 'quarantine.parquet');
    expect(await readTexts(file, ['partition', 'id', 'reason'])).toEqual(
      [
        ['null', 'null-text'],
        ['blank', 'empty-text'],
        ['invisible', 'empty-text'],
        ['marks', 'empty-text'],
        ['long', 'text-too-long'],
        ['unknown', 'code-not-in-codebook'],
        ['differs', 'repeated-id'],
        ['differs', 'repeated-id'],
      ].map((row) => ['data/b.parquet', ...row]),
    );
  });

  test('splits every other row, a row that comes twice once', async () => {
    const ids = (await splitRows()).map(([id]) => id);
    expect(ids).toHaveLength(GOOD_ROWS + ODD.length - 1);
    for (const [id] of ODD) expect(ids.filter((other) => other === id)).toHaveLength(1);
  });

  test('puts the only row of a code into train, two into train and test, three into train, validation and test', async () => {
    const rows = await splitRows();
    const rolesOf = (wanted: string): string[] => rows.flatMap(([, code, role]) => (code === wanted ? [role as string] : [])).sort();
    expect([rolesOf('one'), rolesOf('two'), rolesOf('three')]).toEqual([['train'], ['test', 'train'], ['test', 'train', 'validation']]);
  });

  test('takes texts that differ by invisible characters for the same', async () => {
    const groups = new Map((await splitRows()).map(([id, , , group]) => [id, group]));
    expect(groups.get('with-controls')).toBe(groups.get('right-to-left'));
    expect(groups.get('zero-width')).toBe(groups.get('plain'));
    expect(groups.get('replaced')).not.toBe(groups.get('plain'));
  });
});

test('a run with fewer rows than workers comes to the digests of one worker', async () => {
  await writeRows(folder, 'few/a.parquet', plainRows(6, ['bread', 'milk']));
  const few = ['data.partitions=few/*.parquet', '--workspace'];
  const [one, eight] = [await run(...few, 'one'), await run(...few, 'eight', '--workers', '8', '--memory', '4GiB')];
  expect([one.exitCode, eight.exitCode], eight.stderr).toEqual([0, 0]);
  const digests = [one, eight].map((ended) => {
    const { modelDigest, splitDigest } = lastJson(ended) as Record<string, string>;
    return { modelDigest, splitDigest };
  });
  expect(digests[0]?.modelDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(digests[1]).toEqual(digests[0]);
});

test.each([
  ['a lone surrogate', [0xed, 0xa0, 0x80]],
  ['a byte of Latin-1', [0x63, 0x61, 0x66, 0xe9]],
  ['a character that is cut short', [0xe2, 0x82]],
])('%s, which is no UTF-8, stops a run with the file and four parts', async (name, bytes) => {
  const file = join(folder, 'bytes', `${name.replaceAll(' ', '-')}.parquet`);
  await writeBytes(file, Buffer.from(bytes));

  const ended = await run(`data.partitions=${file}`, '--workspace', 'bytes-workspace');

  const { error } = lastJson(ended) as { error: Record<string, string> };
  expect([ended.exitCode, error.code], ended.stderr).toEqual([3, 'data.unreadable']);
  expect(error.where).toContain(file);
  for (const part of ['what', 'where', 'got', 'wanted']) expect(error[part]).toBeTruthy();
  expect(ended.stderr).not.toMatch(/\n {4}at /);
});

test('a misspelt key and a wrong value stop a run with line, column, the nearest key and the values that are valid', async () => {
  writeFileSync(join(folder, 'misspelt.yaml'), 'name: small\ndata: { partitions: data/*.parquet }\nsearch:\n  gird: { l2: [1e-5] }\n');
  writeFileSync(join(folder, 'wrong.yaml'), 'name: small\ndata: { partitions: data/*.parquet }\nsearch:\n  mode: slow\n');

  const [misspelt, wrong] = [await runCli(['run', 'misspelt.yaml', '--json'], folder), await runCli(['run', 'wrong.yaml', '--json'], folder)];

  expect([misspelt.exitCode, wrong.exitCode]).toEqual([2, 2]);
  const errors = [misspelt, wrong].map((ended) => (lastJson(ended) as { error: Record<string, string> }).error);
  expect(errors[0]).toMatchObject({
    code: 'usage.unknown-key',
    where: 'misspelt.yaml:4:3, search.gird',
    got: 'search.gird',
    hint: 'did you mean search.grid?',
  });
  expect(errors[1]).toMatchObject({
    code: 'usage.wrong-value',
    where: 'wrong.yaml:4:9, search.mode',
    got: '"slow"',
    wanted: 'one of fast, exact, spark',
  });
});

/** A file of another writer, which passes bytes on as they are: ours takes strings and refuses such bytes. */
async function writeBytes(file: string, text: Buffer): Promise<void> {
  mkdirSync(join(file, '..'), { recursive: true });
  const column = { type: 'UTF8', compression: 'SNAPPY', optional: true };
  const writer = await ParquetWriter.openFile(new ParquetSchema({ id: column, text: column, label: column }), file);
  for (let i = 0; i < 20; i++)
    await writer.appendRow({ id: `r${i}`, text: i === 11 ? Buffer.concat([Buffer.from('caf'), text]) : `milk ${i}`, label: ['a', 'b'][i % 2] });
  await writer.close();
}

async function readTexts(file: string, names: readonly string[]): Promise<string[][]> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  const rows: string[][] = [];
  const columns = names.map((name) => ({ name, as: 'text' as const }));
  for await (const { rowCount, columns: cells } of tables.scan(file, columns, 0, Number.MAX_SAFE_INTEGER))
    for (let i = 0; i < rowCount; i++) rows.push(cells.map((column) => String(column[i])));
  await tables.close();
  return rows;
}

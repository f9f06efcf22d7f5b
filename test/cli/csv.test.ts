import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column } from '../../src/engine/table-files.js';
import { lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const CODES = ['0111', '0112', '2100', '2200'];
const SETTINGS = 'features: { minDocumentFrequency: 1 }\nresources: { workers: 1, memory: 1GiB }\n';

let folder: string;

/** Rows of plain texts and prices: a part of them as columns, or as lines of CSV. */
function rowsOf(firstId: number, count: number): Column[] {
  const price = { name: 'price', type: 'float64', values: Array.from({ length: count }, (_, i) => (i % 9) + 0.5) } as const;
  return [...plainRows(count, CODES, firstId), price];
}

const csvOf = (columns: readonly Column[], separator: string): string =>
  [
    columns.map(({ name }) => name).join(separator),
    ...Array.from(columns[0]?.values ?? [], (_, row) => columns.map(({ values }) => `"${String(values[row])}"`).join(separator)),
  ].join('\n');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-csv-'));
  for (const name of ['csv', 'new']) await mkdir(join(folder, name));
  await writeRows(folder, 'parquet/a.parquet', rowsOf(0, 200));
  await writeRows(folder, 'parquet/b.parquet', rowsOf(200, 200));
  await writeFile(join(folder, 'csv/a.csv'), csvOf(rowsOf(0, 200), ';'));
  await writeFile(join(folder, 'csv/b.tsv.gz'), gzipSync(csvOf(rowsOf(200, 200), '\t')));
  await writeFile(join(folder, 'new/a.csv'), csvOf(rowsOf(1000, 100), ','));
  for (const [name, files] of [
    ['csv', 'csv/*'],
    ['parquet', 'parquet/*'],
  ])
    await writeFile(
      join(folder, `${name}.yaml`),
      `name: small\ndata: { partitions: '${files}', covariates: [{ column: price, bins: 3 }] }\n${SETTINGS}`,
    );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const json = async (...args: string[]): Promise<Record<string, unknown>> => {
  const result = await runCli([...args, '--json'], folder);
  return { exitCode: result.exitCode, stderr: result.stderr, ...(lastJson(result) as Record<string, unknown>) };
};

test('plan, run, predict, evaluate and split show read CSV files as they would Parquet files', async () => {
  const planned = await json('plan', 'csv.yaml');
  expect(planned, String(planned.stderr)).toMatchObject({ exitCode: 0, forecast: { sizes: { rowCount: 400 } } });
  expect((planned.stages as readonly object[])[0]).toMatchObject({ stage: 'source', state: 'fresh', missingKind: 'csv-table' });

  const ofCsv = await json('run', 'csv.yaml');
  expect(ofCsv, String(ofCsv.stderr)).toMatchObject({ exitCode: 0, status: 'done' });
  const ofParquet = await json('run', 'parquet.yaml');
  expect([ofCsv.modelDigest, ofCsv.splitDigest]).toEqual([ofParquet.modelDigest, ofParquet.splitDigest]);
  const again = (await json('plan', 'csv.yaml')).stages as readonly { stage: string; state: string }[];
  expect(again.filter(({ state }) => state === 'fresh' || state === 'stale')).toEqual([]);

  const run = ofCsv.run as string;
  const predicted = await json('predict', run, '--in', 'new/*', '--out', 'coded');
  expect(predicted, String(predicted.stderr)).toMatchObject({ status: 'done', rowCount: 100, codedCount: 100 });
  expect(await readdir(join(folder, 'coded'))).toEqual(['a.csv', 'predict.json']);
  expect(await json('evaluate', run, '--data', 'new/*')).toMatchObject({ status: 'done', rowCount: 100, metrics: { accuracy: 1 } });
  expect((await runCli(['split', 'show', run], folder)).stdout).toContain('400 rows of 4 codes');
  expect(await json('reproduce', run)).toMatchObject({ exitCode: 0 });
}, 180_000);

test('run, plan, predict and evaluate name the line of a row that cannot be read', async () => {
  await writeFile(join(folder, 'bad.csv'), 'id,text,label,price\n1,a,0111,1\n2,"b\nc",0112\n');
  const error = { code: 'data.unreadable', what: 'a row is too short', where: expect.stringMatching(/bad\.csv, line 3$/) };
  const model = 'small@champion';
  for (const args of [
    ['run', 'csv.yaml', 'data.partitions=bad.csv'],
    ['plan', 'csv.yaml', 'data.partitions=bad.csv'],
    ['predict', model, '--in', 'bad.csv', '--out', 'bad'],
    ['evaluate', model, '--data', 'bad.csv'],
  ])
    expect(await json(...args)).toMatchObject({ exitCode: 3, error });
}, 60_000);

test('predict says which column a CSV file lacks, and refuses two inputs with one output', async () => {
  await writeFile(join(folder, 'lacks.csv'), 'id,txt\n1,a\n');
  expect(await json('predict', 'small@champion', '--in', 'lacks.csv', '--out', 'x')).toMatchObject({
    exitCode: 3,
    error: { code: 'data.missing-column', got: 'the columns id, txt', hint: 'did you mean txt? name it so' },
  });
  await writeRows(folder, 'new/a.parquet', rowsOf(1000, 5));
  expect(await json('predict', 'small@champion', '--in', 'new/*', '--out', 'x', '--format', 'csv')).toMatchObject({
    exitCode: 2,
    error: { code: 'usage.wrong-value' },
  });
}, 60_000);

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column } from '../../src/engine/table-files.js';
import { lastJson, runCli, spawnCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const CODES = ['bread', 'ink', 'milk', 'soap'];
const SETTINGS = 'features: { minDocumentFrequency: 1 }\nresources: { workers: 1, memory: 1GiB }\n';
const PIPELINE = (partitions: string, folderColumns: string) =>
  `name: small\ndata: { partitions: '${partitions}', covariates: [shop]${folderColumns} }\n${SETTINGS}`;

let folder: string;
let model: string;

/** The rows of one code, all of one shop. */
function rowsOf(code: string, firstId: number, withColumns: boolean): Column[] {
  const [id, text, label] = plainRows(100, [code], firstId) as [Column, Column, Column];
  const shop: Column = { name: 'shop', type: 'text', values: Array.from({ length: 100 }, () => `shop ${code[0]}`) };
  return withColumns ? [id, text, label, shop] : [id, text];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-folders-'));
  for (const [i, code] of CODES.entries()) {
    const path = `label=${code}/shop=shop%20${code[0]}/a.parquet`;
    await writeRows(folder, `folders/${path}`, rowsOf(code, 100 * i, false));
    await writeRows(folder, `columns/${path}`, rowsOf(code, 100 * i, true));
    await writeRows(folder, `new/${path}`, rowsOf(code, 1000 + 100 * i, false));
  }
  await writeFile(join(folder, 'folders.yaml'), PIPELINE('folders/**/*.parquet', ', folderColumns: [label, shop]'));
  await writeFile(join(folder, 'columns.yaml'), PIPELINE('columns/**/*.parquet', ''));
  await writeFile(join(folder, 'unasked.yaml'), PIPELINE('folders/**/*.parquet', ''));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('a run, a plan, predict, evaluate and split show read folder names as they would columns', async () => {
  const ofColumns = lastJson(await runCli(['run', 'columns.yaml', '--json'], folder)) as { modelDigest: string };
  const run = await runCli(['run', 'folders.yaml', '--json'], folder);
  expect(run.exitCode, run.stderr).toBe(0);
  const ofFolders = lastJson(run) as { run: string; modelDigest: string };
  expect(ofFolders.modelDigest).toBe(ofColumns.modelDigest);
  model = ofFolders.run;

  const plan = lastJson(await runCli(['plan', 'folders.yaml', '--json'], folder)) as { stages: readonly { state: string }[] };
  expect(plan.stages.filter(({ state }) => state === 'fresh' || state === 'stale')).toEqual([]);

  const predicted = await runCli(['predict', model, '--in', 'new/**/*.parquet', '--out', 'coded', '--json'], folder);
  expect(predicted.stderr).not.toContain('has no column shop');
  expect(lastJson(predicted)).toMatchObject({ status: 'done', rowCount: 400, codedCount: 400 });
  await writeRows(folder, 'flat.parquet', rowsOf('bread', 2000, false));
  expect((await runCli(['predict', model, '--in', 'flat.parquet', '--out', 'two'], folder)).stderr).toContain('there is no column shop');

  const evaluated = await runCli(['evaluate', ofFolders.run, '--data', 'new/**/*.parquet', '--json'], folder);
  expect(lastJson(evaluated)).toMatchObject({ status: 'done', rowCount: 400, metrics: { accuracy: 1 } });

  expect((await runCli(['split', 'show', ofFolders.run], folder)).stdout).toContain('400 rows of 4 codes');
  const again = await spawnCli(['reproduce', ofFolders.run, '--json'], folder);
  expect([again.exitCode, again.stderr]).toEqual([0, expect.anything()]);
}, 120_000);

test('a column that only folder names have is missing unless it is asked for: run and plan name the key', async () => {
  for (const command of ['run', 'plan']) {
    const failed = await runCli([command, 'unasked.yaml', '--json'], folder);
    expect([failed.exitCode, lastJson(failed)]).toMatchObject([
      3,
      { error: { code: 'data.missing-column', hint: expect.stringContaining('data.folderColumns') } },
    ]);
  }
}, 60_000);

test('predict refuses a covariate that stands both in the file and in its folder names', async () => {
  const failed = await runCli(['predict', model, '--in', 'columns/**/*.parquet', '--out', 'three', '--json'], folder);
  expect([failed.exitCode, lastJson(failed)]).toMatchObject([3, { error: { code: 'data.schema-differs' } }]);
}, 60_000);

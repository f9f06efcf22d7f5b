import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson } from '../../cli/run-cli.js';
import { HOME } from '../server/install.mjs';
import { type RunningServer, startServer } from '../server/launch.mjs';
import { ask, download, history, type RunView, searchViews } from './server-view.js';
import { millrace, smallJob, tableRows } from './small-job.js';

let server: RunningServer;
let folder: string;
let runFolder: string;
let json: { readonly run: string; readonly model: string; readonly modelDigest: string; readonly tracking: readonly { readonly sent: boolean }[] };

beforeAll(async () => {
  await rm(join(HOME, 'tree'), { recursive: true, force: true });
  [server, folder] = await Promise.all([startServer(join(HOME, 'tree')), smallJob()]);
  const result = await millrace(folder, server.address, ['run', 'p.yaml', '--json']);
  expect(result.exitCode).toBe(0);
  json = lastJson(result) as typeof json;
  runFolder = join(folder, 'workspace/runs', json.run);
}, 300_000);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function parent(): Promise<RunView> {
  const found = await searchViews(server.address, `tags.\`millrace.run\` = '${json.run}'`);
  expect(found).toHaveLength(1);
  return found[0] as RunView;
}

/** By the number of their trial. */
async function children(): Promise<readonly RunView[]> {
  const found = await searchViews(server.address, `tags.\`mlflow.parentRunId\` = '${(await parent()).id}'`);
  return [...found].sort((a, b) => Number(a.tags.get('millrace.trial')) - Number(b.tags.get('millrace.trial')));
}

const PASS_COLUMNS = [
  'objective',
  'score',
  'seconds',
  'trainingLoss',
  'trainingAccuracy',
  'trainingMacroF1',
  'validationLoss',
  'validationAccuracy',
  'validationMacroF1',
];

async function expectPasses(view: RunView, fit: string): Promise<void> {
  const rows = (await tableRows(join(runFolder, 'passes.parquet'))).filter((row) => row.fit === fit);
  expect(rows.length).toBeGreaterThan(0);
  for (const column of PASS_COLUMNS) {
    const own = new Map(rows.filter((row) => row[column] !== null).map((row) => [Number(row.pass), Number(row[column])]));
    expect([column, await history(server.address, view.id, column)]).toEqual([column, own]);
  }
}

test('the run says where it was sent', () => {
  expect(json.tracking).toMatchObject([{ to: 'mlflow', sent: true, problem: null, url: expect.stringContaining(server.address) }]);
});

test('a child a trial has its settings, and its passes point by point to the bit', async () => {
  const trials = await tableRows(join(runFolder, 'trials.parquet'));
  const found = await children();
  expect(found.map(({ tags, status }) => [tags.get('mlflow.runName'), status])).toEqual(trials.map(({ label }) => [label, 'FINISHED']));
  for (const [index, row] of trials.entries()) {
    const view = found[index] as RunView;
    expect(view.params.get('l2')).toBe(String(row.l2));
    expect(view.params.get('classWeight')).toBe(row.classWeight);
    for (const column of ['macroF1', 'accuracy', 'seconds', 'bestPass', 'allocatedBytes'])
      expect([column, view.metrics.get(`trial.${column}`)]).toEqual([column, Number(row[column])]);
    await expectPasses(view, String(row.trial));
  }
});

test('the run has the passes of the final fit and every figure of metrics.parquet that is of no single code', async () => {
  const view = await parent();
  await expectPasses(view, 'final');
  const figures = (await tableRows(join(runFolder, 'metrics.parquet'))).filter((row) => row.code === null);
  expect(figures.length).toBeGreaterThan(20);
  for (const { suite, labelSet, metric, value, low } of figures) {
    const key = `${suite}.${labelSet}.${metric}`;
    if (value !== null) expect([key, view.metrics.get(key)]).toEqual([key, value]);
    if (low !== null) expect([key, view.metrics.get(`${key}.low`)]).toEqual([key, low]);
  }
});

test('the run has its settings, the digests of code, data, split and model, and what it read', async () => {
  const manifest = JSON.parse(readFileSync(join(runFolder, 'run.json'), 'utf8'));
  const { params, tags, inputs, status } = await parent();
  expect(status).toBe('FINISHED');
  expect(params.get('split.seed')).toBe(String(manifest.config.split.seed));
  expect(params.get('search.grid.l2')).toBe('[0.0001,0.00001]');
  expect(tags.get('millrace.complete')).toBe('true');
  for (const digest of ['splitDigest', 'modelDigest']) expect(tags.get(`millrace.${digest}`)).toBe(manifest.results[digest]);
  if (manifest.environment.git !== null) {
    expect(tags.get('mlflow.source.git.commit')).toBe(manifest.environment.git.commit);
    expect(tags.get('mlflow.source.git.dirty')).toBe(String(manifest.environment.git.dirty));
  }
  expect(inputs).toEqual([{ name: 'small', digest: tags.get('millrace.dataDigest')?.slice(0, 36), context: 'training' }]);
});

test('the files lie there byte by byte', async () => {
  const view = await parent();
  for (const name of ['run.json', 'split.parquet', 'report.html', 'passes.parquet'])
    expect([name, (await download(server.address, view, name)).equals(readFileSync(join(runFolder, name)))]).toEqual([name, true]);
  const model = await download(server.address, view, 'model/data/model.bin');
  expect(model.equals(readFileSync(join(runFolder, 'bundle/model.bin')))).toBe(true);
  expect(JSON.parse((await download(server.address, view, 'model/MLmodel')).toString())).toMatchObject({
    flavors: { millrace: { model_digest: json.modelDigest } },
  });
});

test('the model is registered, and its alias points at it', async () => {
  const name = json.model.split('@')[0] as string;
  const { registered_model } = (await ask(server.address, 'registered-models/get', { name })) as { registered_model: { aliases: unknown } };
  expect(registered_model.aliases).toEqual([{ alias: 'champion', version: '1' }]);
  const { model_versions } = (await ask(server.address, 'model-versions/search', { filter: `name='${name}'` })) as {
    model_versions: readonly { readonly run_id: string; readonly tags: readonly unknown[]; readonly status: string }[];
  };
  expect(model_versions).toMatchObject([{ run_id: (await parent()).id, status: 'READY' }]);
  expect(model_versions[0]?.tags).toContainEqual({ key: 'millrace.modelDigest', value: json.modelDigest });
});

test('sent again nothing is there twice', async () => {
  const before = await searchViews(server.address);
  const pushed = await millrace(folder, server.address, ['runs', 'push', json.run, '--json']);
  expect(pushed.exitCode).toBe(0);
  expect(lastJson(await millrace(folder, server.address, ['runs', 'push', '--json']))).toMatchObject({ pushed: [] });
  const after = await searchViews(server.address);
  expect(after.map(({ id, metrics }) => [id, metrics.size])).toEqual(before.map(({ id, metrics }) => [id, metrics.size]));
  for (const view of await children()) await expectPasses(view, view.tags.get('millrace.trial') as string);
});

import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonOf, openPartialRuns, type PartialRuns } from './partial-runs.js';
import { type CliResult, lastJson } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

interface Sweep {
  readonly status: string;
  readonly points: readonly {
    readonly settings: readonly string[];
    readonly status: string;
    readonly run: string;
    readonly modelDigest: string;
    readonly error: { readonly code: string };
  }[];
}

let partial: PartialRuns;

beforeAll(async () => {
  partial = await openPartialRuns();
  mkdirSync(join(partial.folder, 'conf', 'features'), { recursive: true });
  writeFileSync(join(partial.folder, 'conf', 'features', 'char.yaml'), 'words: null\nchars: [3, 3]\n');
  writeFileSync(join(partial.folder, 'conf', 'features', 'words.yaml'), 'words: [1, 1]\nchars: null\n');
});

afterAll(() => partial.close());

const sweepOf = (result: CliResult): Sweep => lastJson(result) as Sweep;
const runCount = (workspace: string): number => readdirSync(join(partial.folder, workspace, 'runs')).length;

test('a sweep runs every point as a run of its own, and finds what is done until the data changes', async () => {
  const first = await partial.run('swept', '-m', 'features=char,words', 'search.grid.l2=[1e-4]');
  expect(first.exitCode).toBe(0);
  expect(sweepOf(first).points.map(({ status, settings }) => [status, ...settings])).toEqual([
    ['done', 'features=char', 'search.grid.l2=[1e-4]'],
    ['done', 'features=words', 'search.grid.l2=[1e-4]'],
  ]);
  const alone = jsonOf(await partial.run('alone', 'features=words', 'search.grid.l2=[1e-4]'));
  expect(sweepOf(first).points[1]?.modelDigest).toBe(alone.modelDigest);

  const again = await partial.run('swept', '-m', 'features=char,words', 'search.grid.l2=[1e-4]');
  expect(sweepOf(again).points.map(({ status }) => status)).toEqual(['found', 'found']);
  expect(sweepOf(again).points.map(({ run }) => run)).toEqual(sweepOf(first).points.map(({ run }) => run));
  expect(runCount('swept')).toBe(2);

  await writeRows(partial.folder, 'data/later.parquet', plainRows(60, ['bread', 'ink'], 300));
  const later = await partial.run('swept', '-m', 'features=char,words', 'search.grid.l2=[1e-4]');
  expect(sweepOf(later).points.map(({ status }) => status)).toEqual(['done', 'done']);
});

test('all points are composed before the first starts', async () => {
  const result = await partial.run('never', '-m', 'split.seed=1,x');
  expect(result.exitCode).toBe(2);
  expect(result.stderr).not.toContain('run ');
  expect(lastJson(result)).toMatchObject({ error: { where: 'command line: split.seed=x, split.seed' } });
});

test('a point that fails does not stop the others, and gives the exit code', async () => {
  const result = await partial.run('failing', '-m', 'data.label=none-such,label');
  expect(result.exitCode).toBe(3);
  expect(sweepOf(result)).toMatchObject({
    status: 'failed',
    points: [{ status: 'failed', error: { code: 'data.missing-column' } }, { status: 'done' }],
  });
});

test('a record that is damaged costs nothing but time', async () => {
  const before = sweepOf(await partial.run('damaged', '-m', 'split.seed=1,2'));
  const [file] = readdirSync(join(partial.folder, 'damaged', 'sweeps'));
  appendFileSync(join(partial.folder, 'damaged', 'sweeps', file as string), '}');
  const after = sweepOf(await partial.run('damaged', '-m', 'split.seed=1,2'));
  expect(after.points.map(({ status }) => status)).toEqual(['done', 'done']);
  expect(after.points.map(({ modelDigest }) => modelDigest)).toEqual(before.points.map(({ modelDigest }) => modelDigest));
});

test('no stage is run alone in a sweep', async () => {
  const result = await partial.run('never', '-m', '--only', 'train', 'split.seed=1,2');
  expect(lastJson(result)).toMatchObject({ error: { what: 'a sweep runs whole pipelines', where: 'command line: --only' } });
});

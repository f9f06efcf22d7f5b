import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BaselineRow } from '../../../../src/evaluation/baselines/rank-baselines.js';
import { type CliResult, lastJson, runCli } from '../../../cli/run-cli.js';
import { plainRows, writeRows } from '../../../cli/write-rows.js';

const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
const SMALL = ['--workers', '2', '--memory', '1GiB'];
const KINDS =
  'search: { estimators: [{ kind: majority }, { kind: naive-bayes, grid: { alpha: [0.01, 1] } }, { kind: lookup, grid: { neighbours: [1, 5] } }, { kind: ensemble, grid: { members: [2, 3] } }] }';

interface Compared {
  readonly rows: readonly BaselineRow[];
  readonly sets: readonly { readonly name: string; readonly splitDigest: string }[];
  readonly meanRanks: readonly object[];
}

let folder: string;
let first: CliResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-baselines-'));
  await writeRows(folder, 'data/a.parquet', plainRows(601, CODES));
  await writeFile(
    join(folder, 'kinds.yaml'),
    `name: tiny\ndata: { partitions: data/*.parquet }\n${KINDS}\ncalibration: { rows: role }\nevaluate: { repeats: 2 }\n`,
  );
  const files = ['--html', 'kinds.html', '--markdown', 'kinds.md', '--parquet', 'kinds.parquet'];
  first = await runCli(['compare', 'kinds.yaml', '--json', ...files, ...SMALL], folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('every kind is a row with metrics, intervals, costs and the difference to the best, on the same split', async () => {
  expect(first.exitCode, first.stderr).toBe(0);
  const { rows, sets, meanRanks } = lastJson(first) as Compared;
  expect(rows.map(({ estimator }) => estimator).sort()).toEqual(['ensemble', 'lookup', 'majority', 'naive-bayes']);
  expect(rows.at(-1)?.estimator).toBe('majority');
  expect(sets).toHaveLength(1);
  expect(meanRanks).toEqual([]);
  for (const row of rows) {
    expect(row.splitDigest).toBe(sets[0]?.splitDigest);
    expect(row.metrics.accuracy).toBeGreaterThan(0);
    expect(row.intervals.macroF1).toMatchObject({ unit: 'group' });
    // What an ensemble is made of was found: nothing of its own was measured.
    if (row.estimator === 'ensemble') expect(row.costs.fitCpuSeconds).toBeNull();
    else expect(Math.min(row.costs.fitCpuSeconds ?? 0, (row.costs.peakRssMb ?? 0) / 20)).toBeGreaterThan(0);
    expect(row.costs.textsPerCpuSecond).toBeGreaterThan(0);
    expect(row.repeats?.seeds).toHaveLength(2);
  }
  expect(rows[0]?.toBest).toBeNull();
  expect(rows.at(-1)?.toBest?.difference).toBeLessThan(0);
  expect(rows.at(-1)?.toBest?.holmPValue).toBeLessThan(0.001);
});

test('the tables are on the page and in Markdown, with the settings of every kind, and as Parquet', async () => {
  const [page, markdown, parquet] = await Promise.all(['kinds.html', 'kinds.md', 'kinds.parquet'].map((name) => readFile(join(folder, name))));
  for (const text of [String(page), String(markdown)]) {
    expect(text).toContain('naive-bayes');
    expect(text).toContain('neighbours');
    expect(text).toContain('p (Holm)');
  }
  expect(String(page)).toContain('<svg');
  expect(parquet?.subarray(0, 4).toString()).toBe('PAR1');
});

test('the same command finds everything done and says the same, costs included', async () => {
  const again = lastJson(await runCli(['compare', 'kinds.yaml', '--json', ...SMALL], folder)) as Compared;
  const told = ({ rows }: Compared) =>
    rows.map(({ estimator, metrics, toBest, modelDigest, costs }) => [estimator, metrics, toBest, modelDigest, costs.fitCpuSeconds]);
  expect(told(again)).toEqual(told(lastJson(first) as Compared));
});

test('kinds with unequal numbers of trials are refused, and so is a name that is no pipeline', async () => {
  const unequal = await runCli(
    [
      'compare',
      'kinds.yaml',
      'search.estimators=[{ kind: naive-bayes, grid: { alpha: [1, 2] } }, { kind: lookup, grid: { neighbours: [1, 2, 3] } }]',
      '--json',
    ],
    folder,
  );
  expect(unequal.exitCode).toBe(2);
  expect(unequal.stdout).toContain('naive-bayes 2, lookup 3');
  const mixed = await runCli(['compare', 'kinds.yaml', 'latest', '--json'], folder);
  expect([mixed.exitCode, mixed.stdout.includes('pipeline files')]).toEqual([2, true]);
  const left = await runCli(['compare', 'kinds.yaml', '~data.partitions', '--json'], folder);
  expect([left.exitCode, left.stdout.includes('data.partitions')]).toEqual([2, true]);
});

test('a folder of TSV files is a set a file, with mean ranks over them', async () => {
  const rows = plainRows(300, CODES);
  const cell = (name: string, row: number) => String(rows.find((column) => column.name === name)?.values[row]);
  const lines = Array.from({ length: 300 }, (_, row) => [cell('id', row), cell('text', row), cell('label', row)].join('\t'));
  for (const name of ['one', 'two']) await writeFile(join(folder, `${name}.tsv`), `id\ttext\tlabel\n${lines.join('\n')}\n`);
  const found = lastJson(await runCli(['compare', 'kinds.yaml', '--tsv', '.', '--json', ...SMALL], folder)) as Compared;
  expect(found.sets.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(found.meanRanks).toHaveLength(4);
});

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gateEnd } from '../../src/cli/commands/run/gate-end.js';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { type CliResult, lastJson, runCli, spawnCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const RUN = ['run', 'p.yaml', '--json', '--workers', '1', '--memory', '1GiB'];
const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];

interface RunJson {
  readonly run: string;
  readonly status: string;
  readonly seconds: number;
  readonly peakRssMb: number;
  readonly splitDigest: string;
  readonly modelDigest: string;
  readonly bundle: string;
  readonly split: string;
  readonly report: string;
  readonly certificate: { readonly kind: string };
  readonly gate: { readonly decision: string };
  readonly metrics: { readonly test: Readonly<Record<string, unknown>> };
  readonly coding: Readonly<Record<'rowCount' | 'textsPerCpuSecond' | 'p95Ms' | 'bundleBytes' | 'predictBytes', number>>;
}

interface SplitJson {
  readonly rowCounts: readonly number[];
  readonly codes: readonly unknown[];
  readonly leakedGroupRowCount: number;
  readonly leak: { readonly sameTextRowCount: number };
  readonly page: string;
}

let folder: string;
let first: CliResult;
let firstJson: RunJson;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-run-'));
  await writeRows(folder, 'data/a.parquet', plainRows(300, CODES));
  await writeRows(folder, 'data/b.parquet', plainRows(301, CODES, 300));
  await writeFile(join(folder, 'p.yaml'), 'name: small\ndata:\n  partitions: data/*.parquet\nsearch: { grid: { l2: [1e-4, 1e-5] } }\n');
  first = await spawnCli([...RUN], folder);
  firstJson = lastJson(first) as RunJson;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The cells of a column of a table, as text. */
async function textsOf(file: string, column: string): Promise<unknown[]> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  try {
    const cells: unknown[] = [];
    for await (const chunk of tables.scan(join(folder, file), [{ name: column, as: 'text' }], 0, 10_000)) cells.push(...(chunk.columns[0] ?? []));
    return cells;
  } finally {
    await tables.close();
  }
}

/** Runs the small pipeline with `--json`. */
function run(...args: string[]): Promise<CliResult> {
  return runCli([...RUN, ...args], folder);
}

describe('a run', () => {
  test('ends with the promised JSON, paths absolute and there', () => {
    expect(first.exitCode).toBe(0);
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(firstJson).toMatchObject({ status: 'done', gate: { decision: 'no-champion' } });
    expect(firstJson.run).toMatch(/^\d{8}T\d{6}-[0-9a-f]{6}$/);
    for (const digest of [firstJson.splitDigest, firstJson.modelDigest]) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    for (const path of [firstJson.bundle, firstJson.split, firstJson.report]) expect([path.startsWith('/'), existsSync(path)]).toEqual([true, true]);
    const names = ['labelSet', 'macroF1', 'microF1', 'weightedF1', 'accuracy', 'top5', 'logLoss', 'ece'];
    expect(Object.keys(firstJson.metrics.test)).toEqual(expect.arrayContaining(names));
    expect(firstJson.metrics.test.accuracy).toBeGreaterThan(0.9);
    expect(firstJson.metrics.test.asTheyCome).toMatchObject({ kind: 'weighted', metrics: { rowCount: firstJson.metrics.test.rowCount } });
  });

  test('says what it takes to code texts with its model', () => {
    const { rowCount, textsPerCpuSecond, p95Ms, bundleBytes, predictBytes } = firstJson.coding;
    expect(rowCount).toBe(firstJson.metrics.test.rowCount);
    expect(textsPerCpuSecond).toBeGreaterThan(10);
    expect(p95Ms).toBeGreaterThan(0);
    expect(predictBytes).toBeGreaterThan(bundleBytes);
  });

  test('tells each stage with the time on stderr', () => {
    for (const stage of ['source', 'prepare', 'split', 'features', 'search', 'train', 'bundle', 'register']) {
      expect(first.stderr).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ ${stage} `, 'm'));
    }
  });

  test('leaves every file of a run', async () => {
    const files = await readdir(join(folder, 'workspace', 'runs', firstJson.run));
    expect(files).toEqual(
      expect.arrayContaining([
        'bundle',
        'events.jsonl',
        'metrics.parquet',
        'passes.parquet',
        'quarantine.parquet',
        'report.html',
        'run.json',
        'split.parquet',
        'trials.parquet',
      ]),
    );
  });

  test('again does no work twice, is a new run, and keeps the champion', async () => {
    const again = lastJson(await run()) as RunJson;
    expect(again).toMatchObject({ splitDigest: firstJson.splitDigest, modelDigest: firstJson.modelDigest, gate: { decision: 'unchanged' } });
    expect(again.run).not.toBe(firstJson.run);
    const manifest = JSON.parse(await readFile(join(folder, 'workspace', 'runs', again.run, 'run.json'), 'utf8')) as {
      stages: { stage: string; outcome: string }[];
    };
    const worked = manifest.stages.filter(({ outcome }) => outcome !== 'cached').map(({ stage }) => stage);
    expect(worked.filter((stage) => ['prepare', 'split', 'features', 'search', 'train', 'calibrate', 'evaluate'].includes(stage))).toEqual([]);
  });

  test('has the same digests with two workers, other memory and an empty workspace', async () => {
    const other = lastJson(await run('--workers', '2', '--memory', '2GiB', '--workspace', 'other')) as RunJson;
    expect([other.splitDigest, other.modelDigest]).toEqual([firstJson.splitDigest, firstJson.modelDigest]);
  });

  test('with more workers than rows in a partition has the same digests too', async () => {
    await writeRows(folder, 'few/a.parquet', plainRows(40, CODES.slice(0, 2)));
    const [one, four] = [
      await run('data.partitions=few/*.parquet', '--workspace', 'one'),
      await run('data.partitions=few/*.parquet', '--workers', '4', '--workspace', 'four'),
    ];
    const digests = [one, four].map((result) => (lastJson(result) as RunJson).modelDigest);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests[1]).toBe(digests[0]);
  });

  test('for people ends with metrics, gate, paths and digests', async () => {
    const { exitCode, stdout } = await runCli(['run', 'p.yaml', '--workers', '1', '--memory', '1GiB', '--quiet'], folder);
    expect(exitCode).toBe(0);
    for (const part of [
      'accuracy',
      'as rows come',
      'macro F1',
      'texts a CPU second',
      'gate',
      firstJson.modelDigest,
      firstJson.splitDigest,
      'report.html',
      'test rows leaked',
    ])
      expect(stdout).toContain(part);
  });
});

describe('what is left of a run', () => {
  test('is listed and shown', async () => {
    const listed = lastJson(await runCli(['runs', 'list', '--json'], folder)) as { runs: { run: string; state: string }[] };
    expect(listed.runs.at(-1)).toMatchObject({ run: firstJson.run, state: 'done' });
    const shown = await runCli(['runs', 'show', firstJson.run], folder);
    expect(shown.stdout).toContain(firstJson.modelDigest);
  });

  test('has a split whose counts add up, and no leak', async () => {
    const shown = lastJson(await spawnCli(['split', 'show', firstJson.run, '--html', 'split.html', '--json'], folder)) as SplitJson;
    expect(shown.rowCounts.reduce((sum, count) => sum + count, 0)).toBe(601);
    expect(shown.codes).toHaveLength(6);
    expect([shown.leakedGroupRowCount, shown.leak.sameTextRowCount]).toEqual([0, 0]);
    expect(await readFile(shown.page, 'utf8')).toContain('<!doctype html>');
  });

  test('has a report that can be made again, byte for byte', async () => {
    const before = await readFile(firstJson.report, 'utf8');
    await rm(firstJson.report);
    const { stdout } = await spawnCli(['report', firstJson.run], folder);
    expect(stdout.trim()).toBe(firstJson.report);
    expect(await readFile(firstJson.report, 'utf8')).toBe(before);
  });

  test('has a model that is registered, verified, and found damaged after one flipped bit', async () => {
    const models = lastJson(await runCli(['models', 'list', '--json'], folder)) as { models: { model: string; aliases: string[] }[] };
    expect(models.models).toMatchObject([{ model: 'small@1', aliases: ['champion'] }]);
    expect((await runCli(['models', 'show', 'small@champion'], folder)).stdout).toContain(firstJson.modelDigest);
    expect((await runCli(['verify', 'small@1'], folder)).exitCode).toBe(0);
    const file = join(firstJson.bundle, 'model.bin');
    const bytes = await readFile(file);
    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 5] = (flipped[flipped.length - 5] as number) ^ 1;
    await writeFile(file, flipped);
    const damaged = await spawnCli(['verify', firstJson.run, '--json'], folder);
    await writeFile(file, bytes);
    expect(damaged.exitCode).toBe(3);
    expect(lastJson(damaged)).toMatchObject({ status: 'failed', error: { code: 'artifact.corrupt', where: file } });
  });

  test('is planned as cached, and as stale with the setting that changed', async () => {
    const planned = async (...args: string[]) =>
      (
        lastJson(await runCli(['plan', 'p.yaml', '--json', '--memory', '1GiB', ...args], folder)) as {
          stages: { stage: string; state: string; change: { path: string } | null }[];
        }
      ).stages;
    const same = await planned();
    expect(same.filter(({ state }) => state === 'stale' || state === 'fresh')).toEqual([]);
    const changed = await planned('split.seed=7');
    expect(changed.find(({ state }) => state === 'stale')).toMatchObject({ stage: 'split' });
    expect(changed.find(({ stage }) => stage === 'prepare')).toMatchObject({ state: 'cached' });
  });
});

describe('predict', () => {
  test('codes every row of the input files, in their order, from one worker or two', async () => {
    const args = ['predict', 'small@champion', '--in', 'data/*.parquet', '--k', '3', '--json', '--memory', '1GiB'];
    const one = await runCli([...args, '--out', 'coded-1', '--workers', '1'], folder);
    const two = await spawnCli([...args, '--out', 'coded-2', '--workers', '2'], folder);
    expect(lastJson(one)).toMatchObject({ status: 'done', rowCount: 601, codedCount: 601, modelDigest: firstJson.modelDigest });
    for (const file of ['a.parquet', 'b.parquet']) {
      expect(await readFile(join(folder, 'coded-2', file))).toEqual(await readFile(join(folder, 'coded-1', file)));
    }
    expect(two.exitCode).toBe(0);
    expect(await textsOf('coded-1/b.parquet', 'modelDigest')).toEqual(Array.from({ length: 301 }, () => firstJson.modelDigest));
  });

  test.each([
    [['nobody@champion', '--in', 'data/*.parquet', '--out', 'x'], 2, 'usage.missing-model'],
    [['20200101T000000-abcdef', '--in', 'data/*.parquet', '--out', 'x'], 2, 'usage.missing-run'],
    [['./nowhere', '--in', 'data/*.parquet', '--out', 'x'], 2, 'usage.missing-model'],
    [['small@champion', '--in', 'no/*.parquet', '--out', 'x'], 3, 'data.no-match'],
    [['small@champion', '--in', 'data/*.parquet', '--out', 'data'], 2, 'usage.wrong-value'],
    [['small@champion', '--in', 'data/*.parquet', '--out', 'x', '--id', 'key'], 3, 'data.missing-column'],
    [['small@champion', '--in', 'data/*.parquet', '--out', 'x', '--k', '0'], 2, 'usage.wrong-value'],
    [['small@champion', '--in', 'data/*.parquet'], 2, 'usage.wrong-value'],
  ] as const)('%j ends with %i', async (args, exitCode, code) => {
    const result = await runCli(['predict', ...args, '--json'], folder);
    expect(lastJson(result)).toMatchObject({ status: 'failed', error: { code } });
    expect(result.exitCode).toBe(exitCode);
  });
});

test.each([
  ['no-champion', { promote: true, cannotTell: 'fail' }, 0],
  ['promote', { promote: true, cannotTell: 'fail' }, 0],
  ['unchanged', { promote: true, cannotTell: 'fail' }, 0],
  ['refuse', { promote: false, cannotTell: 'fail' }, 0],
  ['refuse', { promote: true, cannotTell: 'keep' }, 10],
  ['cannot-tell', { promote: true, cannotTell: 'keep' }, 0],
  ['cannot-tell', { promote: false, cannotTell: 'fail' }, 11],
] as const)('a gate that says %s under %j ends with %i', (decision, gate, exitCode) => {
  expect(gateEnd(decision, { metric: 'accuracy', margin: 0, weights: 'plain', confidence: 0.95, ...gate }).exitCode).toBe(exitCode);
});

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuckDbEngine } from '../../src/engine/duckdb/duckdb-engine.js';
import { type CliResult, lastJson, runCli, spawnCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];

interface Run {
  readonly run: string;
  readonly bundle: string;
  readonly split: string;
  readonly modelDigest: string;
  readonly metrics: Readonly<Record<'test' | 'fresh', Readonly<Record<string, number>>>>;
}

interface Evaluated {
  readonly trainedOn: number | 'unchecked';
  readonly rowCount: number;
  readonly skippedRowCount: number;
  readonly metrics: Readonly<Record<string, number>>;
}

let folder: string;
let run: Run;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-evaluate-'));
  await writeRows(folder, 'data/a.parquet', plainRows(601, CODES));
  await writeRows(folder, 'new/a.parquet', plainRows(120, CODES, 5000));
  await writeFile(
    join(folder, 'p.yaml'),
    'name: small\ndata: { partitions: data/*.parquet }\nsearch: { grid: { l2: [1e-4] } }\nevaluate: { suites: { fresh: { kind: file, data: new/*.parquet }, new: { kind: new-texts } } }\n',
  );
  run = lastJson(await runCli(['run', 'p.yaml', '--json', '--workers', '1', '--memory', '1GiB'], folder)) as Run;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function evaluate(model: string, data: string, ...args: string[]): Promise<CliResult> {
  return runCli(['evaluate', model, '--data', data, '--json', '--workers', '1', '--memory', '1GiB', ...args], folder);
}

/** The distinct values of a column of a table. */
async function valuesOf(file: string, column: string): Promise<unknown[]> {
  const tables = await DuckDbEngine.open({ threads: 1, memoryBytes: 2 ** 27, temporaryFolder: join(folder, 'spill') });
  try {
    const values = new Set<unknown>();
    for await (const chunk of tables.scan(join(folder, file), [{ name: column, as: 'text' }], 0, 10_000))
      for (const value of chunk.columns[0] ?? []) values.add(value);
    return [...values];
  } finally {
    await tables.close();
  }
}

describe('a model is evaluated', () => {
  test('on new rows, with tables that name the model', async () => {
    const result = await evaluate('small@champion', 'new/*.parquet', '--out', 'out');
    expect(result.exitCode, result.stderr).toBe(0);
    const json = lastJson(result) as Evaluated;
    expect(json).toMatchObject({ status: 'done', modelDigest: run.modelDigest, trainedOn: 0, rowCount: 120 });
    expect(json.metrics.accuracy).toBeGreaterThan(0.9);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['evaluation.json', 'metrics.parquet', 'predictions.parquet', 'quarantine.parquet']);
    for (const table of ['metrics', 'predictions']) {
      expect(await valuesOf(`out/${table}.parquet`, 'modelDigest')).toEqual([run.modelDigest]);
      expect(await valuesOf(`out/${table}.parquet`, 'trainedOn')).toEqual(['0']);
    }
  });

  test('on the test rows of its own data with the figures of the run, when the others are skipped', async () => {
    const json = lastJson(await evaluate(run.run, 'data/*.parquet', '--skip-trained')) as Evaluated;
    const { test: ofRun } = run.metrics;
    expect(json.trainedOn).toBe(0);
    expect(json.skippedRowCount).toBe(601 - (ofRun.rowCount as number));
    // The test rows of the run are weighted back to its data; nobody knows that of rows that are handed in.
    const { intervals: _, asTheyCome: __, ...figures } = ofRun;
    expect(json.metrics).toEqual(figures);
    expect(Object.keys(figures)).toEqual(expect.arrayContaining(['logLoss', 'ece', 'brier', 'brierAllCodes']));
  });

  test('on a suite of its own pipeline, with the figures that the run has of it', async () => {
    const args = ['--json', '--workers', '1', '--memory', '1GiB'];
    const json = lastJson(await runCli(['evaluate', run.run, '--suite', 'fresh', ...args], folder)) as Evaluated;
    const { intervals: _, asTheyCome: __, ...figures } = run.metrics.fresh;
    expect(json).toMatchObject({ suite: 'fresh', trainedOn: 0, rowCount: 120, metrics: figures });
    const unknown = await runCli(['evaluate', run.run, '--suite', 'fresch', ...args], folder);
    expect([unknown.exitCode, lastJson(unknown)]).toMatchObject([
      2,
      { error: { got: 'fresch', wanted: 'one of fresh', hint: 'did you mean fresh?' } },
    ]);
    expect((await runCli(['evaluate', run.run, '--suite', 'new'], folder)).stderr).toContain('test rows of a run');
  });

  test('on columns of other names', async () => {
    const [ids, texts, labels] = plainRows(60, CODES, 7000);
    await writeRows(folder, 'renamed.parquet', [
      { ...ids!, name: 'key' },
      { ...texts!, name: 'description' },
      { ...labels!, name: 'checked' },
    ]);
    const missing = await evaluate('small@champion', 'renamed.parquet', '--id', 'key', '--text', 'description');
    expect([missing.exitCode, lastJson(missing)]).toMatchObject([3, { error: { code: 'data.missing-column', where: 'renamed.parquet, --label' } }]);
    const result = await evaluate('small@champion', 'renamed.parquet', '--id', 'key', '--text', 'description', '--label', 'checked');
    expect(lastJson(result)).toMatchObject({ status: 'done', rowCount: 60, trainedOn: 0 });
  });

  test('with a code that it does not know counted as wrong', async () => {
    const [ids, texts, labels] = plainRows(40, CODES, 8000);
    const odd = Array.from({ length: 40 }, (_, i) => (i < 10 ? 'tea' : (labels!.values[i] as string)));
    await writeRows(folder, 'odd.parquet', [ids!, texts!, { ...labels!, values: odd }]);
    const { metrics } = lastJson(await evaluate('small@champion', 'odd.parquet')) as Evaluated;
    expect(metrics.unknownCodeRowCount).toBe(10);
    expect(metrics.accuracy).toBeLessThanOrEqual(0.75);
  });
});

describe('rows that trained the model', () => {
  test('are refused with their number', async () => {
    const result = await evaluate('small@champion', 'data/*.parquet');
    const { error } = lastJson(result) as { error: Record<string, string> };
    expect([result.exitCode, error.code]).toEqual([3, 'data.contract']);
    const trained = 601 - (run.metrics.test.rowCount as number);
    expect(error.got).toContain(`${trained} of 601 rows`);
    expect([error.what, error.where, error.wanted, error.hint].every((part) => (part as string).length > 0)).toBe(true);
  });

  test('are known by their text under another id', async () => {
    const [ids, texts, labels] = plainRows(601, CODES);
    await writeRows(folder, 'renumbered.parquet', [
      { ...ids!, values: Array.from(ids!.values, (id) => `other-${String(id)}`) },
      { ...texts!, values: Array.from(texts!.values, (text) => `  ${String(text).toUpperCase()}!`) },
      labels!,
    ]);
    const result = await evaluate('small@champion', 'renumbered.parquet');
    expect((lastJson(result) as { error: { code: string; got: string } }).error).toMatchObject({ code: 'data.contract' });
  });

  test('are judged when forced, and every output is marked', async () => {
    const result = await evaluate('small@champion', 'data/*.parquet', '--force', '--out', 'forced');
    const trained = 601 - (run.metrics.test.rowCount as number);
    expect(lastJson(result)).toMatchObject({ status: 'done', rowCount: 601, trainedOn: trained });
    expect(JSON.parse(await readFile(join(folder, 'forced/evaluation.json'), 'utf8'))).toMatchObject({ trainedOn: trained });
    for (const table of ['metrics', 'predictions']) expect(await valuesOf(`forced/${table}.parquet`, 'trainedOn')).toEqual([String(trained)]);
    expect((await valuesOf('forced/predictions.parquet', 'trained')).sort()).toEqual(['false', 'true']);
    const shown = await spawnCli(['evaluate', 'small@champion', '--data', 'data/*.parquet', '--force', '--quiet'], folder);
    expect(shown.stdout).toContain(`trainedOn  ${trained} rows`);
  });

  test('cannot be known without the split of the bundle: the result says unchecked', async () => {
    await cp(run.bundle, join(folder, 'alone/bundle'), { recursive: true });
    const alone = lastJson(await evaluate('alone/bundle', 'data/*.parquet', '--out', 'unchecked')) as Evaluated;
    expect(alone).toMatchObject({ trainedOn: 'unchecked', rowCount: 601 });
    expect(await valuesOf('unchecked/metrics.parquet', 'trainedOn')).toEqual(['unchecked']);
    expect(await valuesOf('unchecked/predictions.parquet', 'trained')).toEqual([null]);
    // Another split beside it is not its split.
    await writeRows(
      folder,
      'alone/split.parquet',
      [...plainRows(3)]
        .map((column, i) => ({ ...column, name: ['id', 'role', 'group'][i] as string }))
        .concat([{ name: 'code', type: 'text', values: ['a', 'b', 'c'] }]),
    );
    expect(lastJson(await evaluate('alone/bundle', 'data/*.parquet'))).toMatchObject({ trainedOn: 'unchecked' });
    expect((await evaluate('alone/bundle', 'data/*.parquet', '--split', run.split)).exitCode).toBe(3);
  });
});

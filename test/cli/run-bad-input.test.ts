import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lastJson, runCli } from './run-cli.js';
import { plainRows, writeRows } from './write-rows.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-bad-'));
  await writePipeline();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a run stops with its exit code and four parts', () => {
  test('when nothing matches the glob', async () => {
    await expectFailure(3, 'data.no-match', { got: 'data/*.parquet' });
  });

  test('when a column is missing, naming the nearest', async () => {
    const [id, text, label] = plainRows(30);
    await writeRows(folder, 'data/a.parquet', [id, text, { ...label, name: 'lable' }] as never);
    const error = await expectFailure(3, 'data.missing-column', {});
    expect(error.where).toContain('a.parquet');
    expect(JSON.stringify(error)).toContain('lable');
  });

  test('when a column has the wrong type', async () => {
    const [id, , label] = plainRows(30);
    await writeRows(folder, 'data/a.parquet', [id, { name: 'text', type: 'float64', values: Array.from({ length: 30 }, () => 1.5) }, label] as never);
    await expectFailure(3, 'data.wrong-type', {});
  });

  test('when a partition has another schema', async () => {
    await writeRows(folder, 'data/a.parquet', plainRows(30));
    const [id, text, label] = plainRows(30, undefined, 30);
    await writeRows(folder, 'data/b.parquet', [{ ...id, type: 'int64', values: Array.from({ length: 30 }, (_, i) => 30 + i) }, text, label] as never);
    const error = await expectFailure(3, 'data.schema-differs', {});
    expect(error.where).toContain('b.parquet');
  });

  test('when a Parquet file is cut short', async () => {
    await writeRows(folder, 'data/a.parquet', plainRows(300));
    const file = join(folder, 'data/a.parquet');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 50));
    const error = await expectFailure(3, 'data.unreadable', {});
    expect(error.where).toContain('a.parquet');
  });

  test('when all rows have one code', async () => {
    await writeRows(folder, 'data/a.parquet', plainRows(30, ['bread']));
    await expectFailure(3, 'data.too-few-codes', {});
  });

  test('when too many rows are bad', async () => {
    const [id, text, label] = plainRows(30);
    await writeRows(folder, 'data/a.parquet', [
      id,
      { ...text, values: Array.from({ length: 30 }, (_, i) => (i < 10 ? null : `bread ${i}`)) },
      label,
    ] as never);
    await expectFailure(3, 'data.contract', {});
  });

  test('when the codebook is missing', async () => {
    await writeRows(folder, 'data/a.parquet', plainRows(30));
    await expectFailure(2, 'usage.missing-file', {}, ['data.codebook=nowhere.csv']);
  });

  test('when the workspace cannot be written', async () => {
    await writeRows(folder, 'data/a.parquet', plainRows(30));
    await expectFailure(4, 'resources.read-only', {}, ['--workspace', '/sys/millrace']);
  });

  test('when the workspace is a file', async () => {
    await writeFile(join(folder, 'taken'), '');
    await expectFailure(2, 'usage.wrong-value', { where: join(folder, 'taken') }, ['--workspace', 'taken']);
  });

  test('when the memory is too little', async () => {
    await writeRows(folder, 'data/a.parquet', plainRows(30));
    await expectFailure(4, 'resources.memory', {}, ['--memory', '100MB']);
  });

  test('when the pipeline has an unknown key, a wrong value, or is missing', async () => {
    await writePipeline('featurs: {}');
    expect((await expectFailure(2, 'usage.unknown-key', { got: 'featurs' })).where).toBe('p.yaml:4:1, featurs');
    await writePipeline('search: { patience: 0 }');
    expect((await expectFailure(2, 'usage.wrong-value', { got: '0' })).where).toBe('p.yaml:4:21, search.patience');
    await rm(join(folder, 'p.yaml'));
    await expectFailure(2, 'usage.missing-file', { where: 'p.yaml' });
  });
});

describe('a run that fails', () => {
  test('after its inputs are known leaves a manifest with the failure, and no bundle', async () => {
    await writeRows(folder, 'data/a.parquet', plainRows(30, ['bread']));
    await expectFailure(3, 'data.too-few-codes', {});
    const [run, ...others] = await readdir(join(folder, 'workspace', 'runs'));
    expect(others).toEqual([]);
    const runFolder = join(folder, 'workspace', 'runs', run as string);
    expect(JSON.parse(await readFile(join(runFolder, 'run.json'), 'utf8'))).toMatchObject({
      status: 'failed',
      failure: { code: 'data.too-few-codes' },
    });
    expect(existsSync(join(runFolder, 'bundle'))).toBe(false);
  });

  test('because rows cannot be read says too that it made no forecast', async () => {
    await writeRows(folder, 'data/a.parquet', plainRows(300));
    const file = join(folder, 'data/a.parquet');
    const bytes = await readFile(file);
    // All pages: the schema behind them is whole, and its length stands before the last four bytes.
    await writeFile(file, bytes.fill(0xff, 4, bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8)));
    await expectFailure(3, 'data.unreadable', {});
    const [run] = await readdir(join(folder, 'workspace', 'runs'));
    const events = await readFile(join(folder, 'workspace', 'runs', run as string, 'events.jsonl'), 'utf8');
    expect(events).toMatch(/"type":"note".*"message":"no forecast: [^"]+ \(data\.unreadable\), [^"]*a\.parquet/);
  });

  test('before they are known leaves no run', async () => {
    await expectFailure(3, 'data.no-match', {});
    expect(existsSync(join(folder, 'workspace', 'runs'))).toBe(false);
  });
});

async function writePipeline(extra = ''): Promise<void> {
  await mkdir(join(folder, 'data'), { recursive: true });
  await writeFile(join(folder, 'p.yaml'), `name: small\ndata:\n  partitions: data/*.parquet\n${extra}\n`);
}

/** Runs the pipeline with `--json` and checks exit code and failure; returns the failure. */
async function expectFailure(
  exitCode: number,
  code: string,
  parts: Record<string, string>,
  args: readonly string[] = [],
): Promise<Record<string, string>> {
  const result = await runCli(['run', 'p.yaml', '--json', '--workers', '1', '--memory', '1GiB', ...args], folder);
  const { status, error } = lastJson(result) as { status: string; error: Record<string, string> };
  expect(error).toMatchObject({ code, ...parts });
  expect([result.exitCode, status]).toEqual([exitCode, 'failed']);
  for (const part of ['what', 'where', 'got', 'wanted']) expect(error[part]).toBeTruthy();
  expect(result.stderr).toContain(`millrace: ${error.what}`);
  expect(result.stderr).not.toMatch(/\n {4}at /);
  return error;
}

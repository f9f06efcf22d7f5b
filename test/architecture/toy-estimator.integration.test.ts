import { execFile } from 'node:child_process';
import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Column } from '../../src/engine/table-files.js';
import { openBundle } from '../../src/model/bundle/open-bundle.js';
import { writeRows } from '../cli/write-rows.js';
import { makeFolder } from '../integration/make-folder.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const DIFF = join(root, 'test/architecture/toy-estimator.diff');
const COPIED = ['src', 'test', 'dist', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'vitest.config.ts'];

const run = promisify(execFile);
const folder = makeFolder('millrace-toy-');
const copy = join(folder, 'copy');

/** The program that is built from the copy. */
async function millrace(...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const main = join(copy, 'dist/cli/main.js');
  const { stdout } = await run(process.execPath, [main, ...args, '--json', '--workers', '2', '--memory', '1GiB'], { cwd: folder });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

function inCopy(program: string, ...args: readonly string[]) {
  return run(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: copy });
}

/** Texts that come back, each with the same code nearly every time: what looking up is good at. */
function repeatedRows(count: number): Column[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const text = (number: number) => `thing ${number % 40} of shelf ${(number * 7) % 40}`;
  const label = (number: number) => `code-${number % 41 === 0 ? 0 : (number % 40) % 5}`;
  return [
    { name: 'id', type: 'text', values: numbers.map((number) => `r${number}`) },
    { name: 'text', type: 'text', values: numbers.map(text) },
    { name: 'label', type: 'text', values: numbers.map(label) },
  ];
}

/** Rows split one by one, so that texts of training come back in the other roles. */
const pipeline = (name: string, search: string) =>
  `name: ${name}\ndata: { partitions: data/*.parquet }\nsplit: { groupBy: id, stratify: false }\nfeatures: { words: [1, 2], chars: null }\nsearch: ${search}\n`;

beforeAll(async () => {
  for (const name of COPIED) await cp(join(root, name), join(copy, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  await run('git', ['apply', '--unidiff-zero', DIFF], { cwd: copy });
  await run(process.execPath, [join(copy, 'src/build/compile.mjs')], { cwd: copy });
  await writeRows(folder, 'data/a.parquet', repeatedRows(1200));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a new kind of model', () => {
  test('is one folder and one line of the table, by which the contract suite finds it', async () => {
    const lines = (await readFile(DIFF, 'utf8')).split('\n');
    const files = lines.flatMap((line) => line.match(/^\+\+\+ b\/(.*)$/)?.[1] ?? []);
    const others = files.filter((file) => !file.startsWith('src/estimators/exact-text/'));
    expect(others).toEqual(['src/estimators/all.ts']);
  });

  test('keeps the contract of all kinds', async () => {
    const { stdout } = await inCopy('vitest/vitest.mjs', 'run', '--project', 'unit', 'test/estimators/kinds.test.ts', '--reporter', 'json');
    const { numFailedTests, testResults } = JSON.parse(stdout.slice(stdout.indexOf('{')));
    expect(numFailedTests).toBe(0);
    const names = testResults.flatMap(({ assertionResults }: { assertionResults: { fullName: string }[] }) =>
      assertionResults.map(({ fullName }) => fullName),
    );
    expect(names.filter((name: string) => name.startsWith('the kind exact-text')).length).toBeGreaterThan(10);
  });

  test('competes with logistic regression in one search', async () => {
    await writeFile(
      join(folder, 'both.yaml'),
      pipeline('both', '{ estimators: [{ kind: logistic-regression, maxPasses: 2 }, { kind: exact-text }] }'),
    );
    const { report } = (await millrace('run', 'both.yaml')) as { report: string };
    const page = await readFile(report, 'utf8');
    expect(page).toContain('exact-text classWeight=none');
    expect(page).toContain('logistic-regression l2=1e-6');
  });

  test('trains, lands in a bundle of version 2, predicts, is judged and reported', async () => {
    await writeFile(join(folder, 'alone.yaml'), pipeline('alone', '{ estimator: exact-text }'));
    const done = (await millrace('run', 'alone.yaml')) as { bundle: string; report: string; metrics: { test: { accuracy: number } } };
    expect(done.metrics.test.accuracy).toBeGreaterThan(0.9);
    const manifest = JSON.parse(await readFile(join(done.bundle, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ version: 2, fit: { settings: { estimator: 'exact-text' }, status: 'closed-form' } });
    expect(await readFile(done.report, 'utf8')).toContain('exact-text');
    expect(await millrace('predict', 'alone@champion', '--in', 'data/*.parquet', '--out', 'coded')).toMatchObject({ status: 'done' });
    const judged = (await millrace('evaluate', 'alone@champion', '--data', 'data/*.parquet', '--skip-trained')) as typeof done & {
      metrics: { accuracy: number };
    };
    expect(judged.metrics.accuracy).toBe(done.metrics.test.accuracy);
  });

  test('is told by a release that has it not', async () => {
    const { bundle } = (await millrace('run', 'alone.yaml')) as { bundle: string };
    await expect(openBundle(bundle)).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', got: 'exact-text' } });
  });
});

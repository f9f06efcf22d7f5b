import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleProgram } from '../../../src/build/bundle-program.mjs';
import { lastJson, runCli } from '../../cli/run-cli.js';
import { plainRows, writeRows } from '../../cli/write-rows.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
const SMALL = ['--workers', '2', '--memory', '1GiB'];

interface Compared {
  readonly why: {
    readonly causes: readonly { readonly cause: string; readonly stage: string; readonly what: readonly string[] }[];
    readonly isWhole: boolean;
  };
  readonly rows: { readonly rowCount: number; readonly agreement: number } | null;
}

let folder: string;
let base: string;
/** The program with another smooth idf: a change of the code. */
let otherProgram: string;

/** Rows whose words say less, so that models differ. */
function noisyRows(count: number, wrongEvery: number) {
  return plainRows(count, CODES).map((column) =>
    column.name === 'label' ? { ...column, values: Array.from(column.values).map((code, i) => (i % wrongEvery === 0 ? 'soap' : code)) } : column,
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-two-runs-'));
  await writeRows(folder, 'data/a.parquet', noisyRows(601, 7));
  await writeRows(folder, 'later/a.parquet', noisyRows(601, 5));
  await writeFile(join(folder, 'p.yaml'), 'name: small\ndata: { partitions: data/*.parquet }\nsearch: { grid: { l2: [1e-4] } }\n');
  otherProgram = join(folder, 'program');
  await cp(join(root, 'dist'), join(otherProgram, 'dist'), { recursive: true });
  for (const name of ['node_modules', 'package.json']) await symlink(join(root, name), join(otherProgram, name));
  await replaceIn('dist/stages/features/fit-table.js', 'const TABLE_VERSION = 1;', 'const TABLE_VERSION = 2;');
  await replaceIn('dist/stages/features/assemble-table.js', '(1 + frequency)) + 1;', '(1 + frequency)) + 2;');
  await bundleProgram(join(otherProgram, 'dist'));
  base = await run();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function replaceIn(file: string, was: string, is: string): Promise<void> {
  const content = await readFile(join(otherProgram, file), 'utf8');
  expect(content).toContain(was);
  await writeFile(join(otherProgram, file), content.replace(was, is));
}

async function run(...settings: string[]): Promise<string> {
  return (lastJson(await runCli(['run', 'p.yaml', ...settings, '--json', ...SMALL], folder)) as { readonly run: string }).run;
}

async function runOtherProgram(...settings: string[]): Promise<string> {
  const args = [join(otherProgram, 'dist/cli/main.js'), 'run', 'p.yaml', ...settings, '--json', ...SMALL];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  return (lastJson({ stdout, stderr: '', exitCode: 0 }) as { readonly run: string }).run;
}

async function compared(other: string, ...args: string[]): Promise<Compared> {
  return lastJson(await runCli(['compare', base, other, ...args, '--json', ...SMALL], folder)) as Compared;
}

async function causes(other: string): Promise<readonly string[]> {
  const { why } = await compared(other);
  expect(why.isWhole).toBe(true);
  return why.causes.map(({ cause, stage }) => `${cause} ${stage}`);
}

describe('why two real runs differ', () => {
  test('other rows', async () => expect(await causes(await run('data.partitions=later/*.parquet'))).toEqual(['data prepare']));
  test('another setting', async () => expect(await causes(await run('search.grid.l2=[1e-2]'))).toEqual(['config search']));
  test('another seed', async () => expect(await causes(await run('split.seed=7'))).toEqual(['seed split']));
  test('another program', async () => expect(await causes(await runOtherProgram())).toEqual(['code features']));
  test('other rows and another setting', async () =>
    expect(await causes(await run('data.partitions=later/*.parquet', 'features.words=[1,1]'))).toEqual(['data prepare', 'config features']));
  test('another seed and another program', async () =>
    expect(await causes(await runOtherProgram('split.seed=7'))).toEqual(['seed split', 'code features']));
  test('nothing but the workers', async () => expect(await causes(await run('resources.workers=1'))).toEqual([]));

  test('the rows of the later run are coded with both models where that is asked for, and a page is written', async () => {
    const other = await run('search.grid.l2=[1e-2]');
    const { rows } = await compared(other, '--rows', '--html', 'two.html');
    expect(rows?.rowCount).toBe(601);
    expect(await readFile(join(folder, 'two.html'), 'utf8')).toContain('config, from the stage search on');
  });
});

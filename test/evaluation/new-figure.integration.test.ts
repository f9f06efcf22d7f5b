import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainRows, writeRows } from '../cli/write-rows.js';

/** All of a program that is copied; what it depends on is linked. */
const COPIED = ['src', 'dist', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

const CODES = ['bread', 'cheese', 'ink', 'milk', 'paper', 'soap'];
const PIPELINE = 'name: small\ndata: { partitions: data/*.parquet }\nsearch: { grid: { l2: [1e-4] } }\ngate: { metric: lowestRecall }\n';

interface RunJson {
  readonly run: string;
  readonly report: string;
  readonly gate: { readonly metric: string };
  readonly metrics: { readonly test: Readonly<Record<string, unknown>> & { readonly intervals: Readonly<Record<string, unknown>> } };
}

let program: string;
let folder: string;
let made: RunJson;

beforeAll(async () => {
  program = mkdtempSync(join(tmpdir(), 'millrace-with-figure-'));
  folder = mkdtempSync(join(tmpdir(), 'millrace-figure-run-'));
  for (const name of COPIED) cpSync(name, join(program, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(program, 'node_modules'));
  addFigure(join(program, 'src/evaluation/figures'));
  await node(program, 'src/build/compile.mjs');
  await writeRows(folder, 'data/a.parquet', plainRows(601, CODES));
  writeFileSync(join(folder, 'p.yaml'), PIPELINE);
  const stdout = await millrace('run', 'p.yaml', '--json', '--workers', '1', '--memory', '1GiB');
  made = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string) as RunJson;
});

afterAll(() => {
  for (const temporary of [program, folder]) rmSync(temporary, { recursive: true, force: true });
});

/** All that a new figure takes: its file, and its name in the list. */
function addFigure(figures: string): void {
  const toy = readFileSync('test/evaluation/lowest-recall.ts', 'utf8');
  writeFileSync(join(figures, 'lowest-recall.ts'), toy.replace('../../src/evaluation/figures/figure.js', './figure.js'));
  const list = readFileSync(join(figures, 'figures.ts'), 'utf8');
  const longer = list.replace('\n] as const satisfies readonly Figure[];', '\n  lowestRecall,$&');
  writeFileSync(join(figures, 'figures.ts'), `import { lowestRecall } from './lowest-recall.js';\n${longer}`);
}

function millrace(...args: string[]): Promise<string> {
  return node(folder, join(program, 'dist/cli/main.js'), ...args);
}

/** Runs a program of Node in a folder; what it wrote to stdout. */
async function node(cwd: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let all = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    all += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    all += chunk.toString();
  });
  const exitCode = await new Promise((done, stop) => child.on('error', stop).on('close', done));
  if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${exitCode}\n${all}`);
  return stdout;
}

describe('a figure added by one file and its name in the list, in a program built with it', () => {
  test('is in the JSON of a run, its interval too, and can be what the gate compares', () => {
    expect(made.metrics.test.lowestRecall).toBeTypeOf('number');
    expect(made.metrics.test.intervals.lowestRecall).toMatchObject({ estimand: 'expected lowest recall at the given supports' });
    expect(made.gate.metric).toBe('lowestRecall');
  });

  test('is on the page', () => {
    const page = readFileSync(made.report, 'utf8');
    expect(page).toContain('<p class="name">Lowest recall, codes with test support</p>');
    expect(page).toContain('<p class="name">Lowest recall, all codes of the run</p>');
  });

  test('is in `runs list`, `runs show` and `models show`', async () => {
    expect(await millrace('runs', 'list')).toMatch(/accuracy +macroF1 +lowestRecall/);
    for (const shown of [await millrace('runs', 'show', made.run), await millrace('models', 'show', 'small@1')]) {
      expect(shown).toMatch(/lowest recall \d\.\d{3} \[.*\] at 95 % over 6 codes \(with-support\)/);
    }
  });

  test('is among the figures that another data set is judged by', async () => {
    const stdout = await millrace('evaluate', 'small@1', '--data', 'data/*.parquet', '--skip-trained', '--json', '--workers', '1');
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)).toMatchObject({ metrics: { lowestRecall: expect.any(Number) } });
  });
});

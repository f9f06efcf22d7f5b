import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../../../src/model/bundle/open-bundle.js';
import type { Predictor } from '../../../../src/model/predictor.js';
import { TEXTS, writeToyBundle } from '../../../model/toy-model.js';
import { lastJson, runCli } from '../../run-cli.js';

const MAIN = fileURLToPath(new URL('../../../../dist/cli/main.js', import.meta.url));

let folder: string;
let model: Predictor;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-predict-'));
  model = await openBundle((await writeToyBundle(folder)).target);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROWS = TEXTS.map((text) => JSON.stringify({ text })).join('\n');

describe('predict --in -', () => {
  test('gives rows on stdout and nothing else, and their number on stderr', async () => {
    const { exitCode, stdout, stderr } = await runCli(['predict', './bundle', '--in', '-', '--format', 'jsonl'], folder, {}, [ROWS]);
    const scores = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { score: number }).score);
    expect(scores).toEqual(model.predict(TEXTS).map(({ score }) => score));
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`${TEXTS.length} rows in and out`)]);
  });

  test.each([
    [['--format', 'parquet'], '--format'],
    [[], '--format'],
    [['--format', 'xlsx'], '--format'],
    [['--format', 'jsonl', '--out', 'coded'], '--out'],
    [['--format', 'jsonl', '--json'], '--json'],
    [['--format', 'jsonl', '--queue', 'q.csv'], '--queue'],
  ] as const)('%j is refused', async (options, option) => {
    const { exitCode, stderr } = await runCli(['predict', './bundle', '--in', '-', ...options], folder, {}, [ROWS]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`command line: ${option}`)]);
  });

  test('ends quietly when nobody reads on, though rows go on coming', async () => {
    const child = spawn(process.execPath, [MAIN, 'predict', './bundle', '--in', '-', '--format', 'jsonl', '--workers', '1', '--quiet'], {
      cwd: folder,
    });
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    // What it no longer takes is no failure of ours.
    child.stdin.on('error', () => {});
    child.stdin.write(`${ROWS}\n`);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const more = setInterval(() => child.stdin.write(`${ROWS}\n`), 20);
    const [exitCode] = await once(child, 'exit');
    clearInterval(more);
    expect([exitCode, stderr]).toEqual([0, '']);
  }, 30_000);

  test('ends with the exit code of a row that cannot be read, or on SIGTERM, though nobody closes stdin', async () => {
    const start = () =>
      spawn(process.execPath, [MAIN, 'predict', './bundle', '--in', '-', '--format', 'jsonl', '--workers', '1', '--quiet'], { cwd: folder });
    const [broken, stopped] = [start(), start()];
    broken.stdin.write('{"text":"milk"}\nmilk\n');
    stopped.stdin.write('{"text":"milk"}\n');
    stopped.stdout.once('data', () => stopped.kill('SIGTERM'));
    broken.stdout.resume();
    const ended = await Promise.all([once(broken, 'exit'), once(stopped, 'exit')]);
    expect(ended.map(([exitCode]) => exitCode as number)).toEqual([3, 143]);
  }, 30_000);
});

describe('predict --text', () => {
  test('and --explain are refused where they do nothing', async () => {
    expect((await runCli(['predict', './bundle', '--text', 'milk', '--in', 'x.csv'], folder)).exitCode).toBe(2);
    expect((await runCli(['predict', './bundle', '--in', 'x.csv', '--out', 'x', '--explain'], folder)).exitCode).toBe(2);
  });

  test('shows codes, titles and scores of each text, and what is to be done', async () => {
    const { stdout, exitCode } = await runCli(['predict', './bundle', '--text', 'rye bread', '--text', '—', '--k', '2'], folder);
    const [first, second] = model.predict(['rye bread'], { k: 2 })[0]?.top ?? [];
    expect(stdout).toMatch(
      new RegExp(`^rye bread\ncode +title +score\n[─ ]+\n${first?.code} +${first?.title} +${first?.score.toFixed(3)}\n${second?.code}`),
    );
    expect(stdout).toMatch(/\n\n—\nno code\nreview: empty-text\n$/);
    expect(exitCode).toBe(0);
  });

  test('gives programs the same as the server does, with contributions where they are asked for', async () => {
    const said = lastJson(await runCli(['predict', './bundle', '--text', 'rye bread', '--explain', '--json'], folder));
    const [expected] = JSON.parse(JSON.stringify(model.predict(['rye bread'], { explain: true }))) as [object];
    expect(said).toMatchObject({
      status: 'done',
      modelDigest: model.modelDigest,
      predictions: [{ text: 'rye bread', decision: 'automatic', ...expected }],
    });
    const { stdout } = await runCli(['predict', './bundle', '--text', 'rye bread', '--explain'], folder);
    expect(stdout).toMatch(/raw score of .*, of which the intercept/);
  });
});

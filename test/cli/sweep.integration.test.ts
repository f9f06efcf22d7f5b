import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonOf, openPartialRuns, type PartialRuns, partialCommand } from './partial-runs.js';
import { lastJson } from './run-cli.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** 3 · 2 · 2 points. */
const SWEEP = ['-m', 'split.seed=1,2,3', 'features.chars=[3,3],[2,4]', 'search.maxPasses=range(2,4)'];

interface Point {
  readonly settings: readonly string[];
  readonly status: string;
  readonly modelDigest: string;
  readonly splitDigest: string;
}

let partial: PartialRuns;

beforeAll(async () => {
  partial = await openPartialRuns();
});

afterAll(() => partial.close());

/** Resolves when the sweep has begun its run of this number, counted from 1. */
async function runsBegun(child: ChildProcess, count: number): Promise<void> {
  let begun = 0;
  for await (const line of createInterface({ input: child.stderr as NonNullable<ChildProcess['stderr']> })) {
    if (/ run \S+ of small$/.test(line) && ++begun === count) return;
  }
  throw new Error(`only ${begun} runs began`);
}

test('twelve points, killed twice and resumed, are the twelve runs alone', async () => {
  for (const count of [3, 4]) {
    const child = spawn(process.execPath, [MAIN, ...partialCommand('swept', SWEEP)], { cwd: partial.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    await runsBegun(child, count);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  const { points } = lastJson(await partial.run('swept', ...SWEEP)) as { readonly points: readonly Point[] };

  expect(points).toHaveLength(12);
  expect(points.filter(({ status }) => status === 'found')).toHaveLength(5);
  for (const [index, { settings, modelDigest, splitDigest }] of points.entries()) {
    const alone = jsonOf(await partial.run(`alone-${index}`, ...settings));
    expect({ settings, modelDigest, splitDigest }).toEqual({ settings, modelDigest: alone.modelDigest, splitDigest: alone.splitDigest });
  }
});

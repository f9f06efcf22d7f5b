import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFixture } from './fixture.js';
import { arm64Gap, arm64Machine, type Machine, THIS_NODE } from './machines.js';
import { makeFolder } from './make-folder.js';
import { runPipeline, runScript } from './run-on.js';

const EXACT = ['search.mode=exact', 'search.maxPasses=10'];

const gap = arm64Gap();
if (gap !== undefined) console.warn(`SKIPPED: ${gap}`);

describe.skipIf(gap !== undefined)('a small pipeline on arm64', () => {
  const folder = makeFolder('millrace-arm64-');
  let arm64: Machine;

  beforeAll(async () => {
    await writeFixture(folder);
    arm64 = await arm64Machine();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('runs on that machine, with its own DuckDB', async () => {
    expect(await runScript(arm64, ['-p', 'process.arch'], folder)).toBe('arm64\n');
  });

  test.each([
    ['fast, with two workers', ['--workers', '2']],
    ['exact, what is prepared being there', ['--workers', '1', ...EXACT]],
  ])('comes to the digests that it has on x64: %s', async (_, options) => {
    // One workspace a machine: the second mode only searches and trains anew.
    const args = ['pipeline.yaml', '--memory', '1GiB', ...options, '--workspace'];
    const x64 = await runPipeline(THIS_NODE, [...args, join(folder, 'x64')], folder);
    expect(await runPipeline(arm64, [...args, join(folder, 'arm64')], folder)).toEqual(x64);
  });
});

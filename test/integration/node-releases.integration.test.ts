import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFixture } from './fixture.js';
import { nodeRelease, THIS_NODE } from './machines.js';
import { makeFolder } from './make-folder.js';
import { type Digests, MAIN, runPipeline, runScript } from './run-on.js';

/** The oldest that is supported, and the newest of each later line; each with a number of workers of its own, since both may be any. */
const RELEASES: readonly (readonly [range: string, workers: number])[] = [
  ['20.19', 4],
  ['22', 1],
  ['24', 2],
  ['26', 4],
];
const EXACT = ['search.mode=exact', 'search.maxPasses=40'];

const folder = makeFolder('millrace-releases-');
let workspaceCount = 0;

/** The digests of the fixture in a fresh workspace. */
function run(machine = THIS_NODE, ...args: readonly string[]): Promise<Digests> {
  const workspace = join(folder, `workspace-${workspaceCount++}`);
  return runPipeline(machine, ['pipeline.yaml', '--memory', '1GiB', '--workspace', workspace, ...args], folder);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a small pipeline comes to the same two digests', () => {
  let fast: Digests;
  let exact: Digests;

  beforeAll(async () => {
    await writeFixture(folder);
    fast = await run(THIS_NODE, '--workers', '1');
    exact = await run(THIS_NODE, '--workers', '1', ...EXACT);
  });

  test('as another only where the mode is another', () => {
    expect(exact.splitDigest).toBe(fast.splitDigest);
    expect(exact.modelDigest).not.toBe(fast.modelDigest);
  });

  test.each([2, 4])('with %i workers, in both modes', async (workers) => {
    expect(await run(THIS_NODE, '--workers', String(workers))).toEqual(fast);
    expect(await run(THIS_NODE, '--workers', String(workers), ...EXACT)).toEqual(exact);
  });

  test.each(RELEASES)('on Node %s with %i workers, in both modes', async (range, workers) => {
    const machine = await nodeRelease(range);
    expect(await runScript(machine, ['--version'], folder)).toMatch(new RegExp(`^v${range}\\.`));
    expect(await run(machine, '--workers', String(workers))).toEqual(fast);
    expect(await run(machine, '--workers', '2', ...EXACT)).toEqual(exact);
  });

  test('and a run of this Node is reproduced on Node 26 as identical, the difference of Node listed beside the verdict', async () => {
    const workspace = join(folder, 'original');
    await runPipeline(THIS_NODE, ['pipeline.yaml', '--workspace', workspace], folder);
    const stdout = await runScript(await nodeRelease('26'), [MAIN, 'reproduce', 'latest', '--json', '--workspace', workspace], folder);
    const reproduced = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string) as { verdict: string; firstDifference: unknown };
    expect(reproduced).toMatchObject({ verdict: 'identical', firstDifference: null });
    expect(JSON.stringify(reproduced)).toContain(process.versions.node);
  });
});

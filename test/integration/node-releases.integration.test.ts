import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFixture } from './fixture.js';
import { type Machine, nodeRelease, THIS_NODE } from './machines.js';
import { makeFolder } from './make-folder.js';
import { type Digests, MAIN, runPipeline, runScript } from './run-on.js';

/** The oldest that is supported, and the newest of each later line; each with a number of workers of its own, since both may be any. */
const RELEASES: readonly (readonly [range: string, workers: number])[] = [
  ['20.19', 4],
  ['22', 1],
  ['24', 2],
  ['26', 4],
];
const EXACT = ['search.mode=exact', 'search.maxPasses=20'];

const folder = makeFolder('millrace-releases-');
let workspaceCount = 0;

/** The digests of the fixture in both modes, in a fresh workspace: the second one only searches and trains anew. */
async function run(machine: Machine, workers: number): Promise<{ readonly fast: Digests; readonly exact: Digests }> {
  const args = ['pipeline.yaml', '--memory', '1GiB', '--workers', String(workers), '--workspace', join(folder, `workspace-${workspaceCount++}`)];
  return { fast: await runPipeline(machine, args, folder), exact: await runPipeline(machine, [...args, ...EXACT], folder) };
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a small pipeline comes to the same two digests', () => {
  let wanted: { readonly fast: Digests; readonly exact: Digests };

  beforeAll(async () => {
    await writeFixture(folder);
    wanted = await run(THIS_NODE, 1);
  });

  test('as another only where the mode is another', () => {
    expect(wanted.exact.splitDigest).toBe(wanted.fast.splitDigest);
    expect(wanted.exact.modelDigest).not.toBe(wanted.fast.modelDigest);
  });

  test.each([2, 4])('with %i workers, in both modes', async (workers) => {
    expect(await run(THIS_NODE, workers)).toEqual(wanted);
  });

  test.each(RELEASES)('on Node %s with %i workers, in both modes', async (range, workers) => {
    const machine = await nodeRelease(range);
    expect(await runScript(machine, ['--version'], folder)).toMatch(new RegExp(`^v${range}\\.`));
    expect(await run(machine, workers)).toEqual(wanted);
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

import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { canMount as mayMount } from '../nights/small-disk.js';
import { someOf } from './extent.js';
import { artifactLock, digestsOf, type Ended, type Fixture, keysByStage, leftovers, makeFixture, manifestOf, run, startHeld } from './fixture.js';
import { type FaultTally, tally } from './tally.js';

/** The first user who is nobody: rights count for it, as they do not for root. */
const NOBODY = { uid: 65534, gid: 65534 };

const isRoot = process.getuid?.() === 0;
const canMount = isRoot && mayMount();
if (!isRoot) console.warn('SKIPPED: faults of rights and full disks need root');
else if (!canMount) console.warn('SKIPPED: full disks need the right to mount a tmpfs');

let fixture: Fixture;
let wanted: { split: string; model: string };
let keys: ReadonlyMap<string, string>;
let workspaceBytes: number;
const mounts: string[] = [];

beforeAll(async () => {
  fixture = await makeFixture();
  const workspace = fixture.makeWorkspace();
  const undisturbed = await run(fixture, workspace);
  wanted = digestsOf(undisturbed);
  keys = new Map(keysByStage(manifestOf(workspace, undisturbed)));
  workspaceBytes = folderBytes(workspace);
});

afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', [mount]);
});

afterAll(() => fixture.remove());

function expectFourParts({ exitCode, json, stderr }: Ended, code: string): void {
  expect([exitCode, json.error?.code], stderr).toEqual([4, code]);
  for (const part of ['what', 'where', 'got', 'wanted', 'hint'] as const) expect(json.error?.[part], part).not.toBe('');
  expect(stderr).not.toContain('    at ');
}

describe.skipIf(!canMount)('a full disk', () => {
  test.for(someOf('disk', [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 1))(
    'with room for %f of what a run writes stops it with a clear message; with more room it goes on',
    async (share, context) => {
      const count = injectOne(context, 'full disk');
      const workspace = mountSmall(Math.ceil(share * workspaceBytes));

      const end = await run(fixture, workspace);

      expectFourParts(end, 'resources.disk-full');
      execFileSync('mount', ['-o', `remount,size=${8 * workspaceBytes}`, workspace]);
      expect(digestsOf(await run(fixture, workspace))).toEqual(wanted);
      expect(leftovers(workspace)).toEqual([]);
      count.survived++;
    },
  );
});

describe.skipIf(!canMount)('a read-only file system', () => {
  test('stops a run at once with a clear message, and reads what is there', async (context) => {
    const count = injectOne(context, 'read-only file system');
    const workspace = mountSmall(8 * workspaceBytes);
    await run(fixture, workspace);
    execFileSync('mount', ['-o', 'remount,ro', workspace]);

    expectFourParts(await run(fixture, workspace), 'resources.read-only');
    count.survived++;
  });
});

describe.skipIf(!isRoot)('a folder without the right to write', () => {
  test('in place of the workspace stops a run at once', async (context) => {
    const count = injectOne(context, 'folder without the right to write');
    const workspace = fixture.makeWorkspace();
    chmodSync(workspace, 0o555);

    expectFourParts(await run(fixture, workspace, NOBODY), 'resources.read-only');

    chmodSync(workspace, 0o777);
    expect(digestsOf(await run(fixture, workspace, NOBODY))).toEqual(wanted);
    count.survived++;
  });

  const stages = someOf('rights', ['prepare', 'features', 'search', 'bundle'], 1);
  test.for(stages)('midway, in %s, stops the run; given back, the same command goes on', async (stage, context) => {
    const count = injectOne(context, 'rights lost midway');
    const workspace = fixture.makeWorkspace();
    await makeStoreFolders(workspace);
    const { ended, lock } = await startHeld(fixture, workspace, artifactLock(workspace, keys.get(stage) as string), NOBODY);

    const folders = foldersIn(workspace);
    const modes = folders.map((folder) => [folder, statSync(folder).mode & 0o777] as const);
    for (const folder of folders) chmodSync(folder, 0o555);
    lock.release();
    const end = await ended;
    for (const [folder, mode] of modes) chmodSync(folder, mode);

    expectFourParts(end, 'resources.read-only');
    expect(digestsOf(await run(fixture, workspace, NOBODY))).toEqual(wanted);
    count.survived++;
  });
});

function injectOne(context: TestContext, fault: string): FaultTally {
  const count = tally(context, fault);
  count.injected++;
  return count;
}

/** The lock that holds a run is this process's: the folders must not belong to root alone. */
async function makeStoreFolders(workspace: string): Promise<void> {
  execFileSync('mkdir', ['-p', '-m', '777', join(workspace, 'store'), join(workspace, 'store/.locks')]);
}

function foldersIn(folder: string): string[] {
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...below.flatMap((entry) => foldersIn(join(folder, entry.name)))];
}

function folderBytes(folder: string): number {
  const kilobytes = execFileSync('du', ['-sk', '--apparent-size', folder]).toString().split('\t')[0];
  return 1024 * Number(kilobytes);
}

function mountSmall(byteCount: number): string {
  const workspace = fixture.makeWorkspace();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${byteCount}`, 'tmpfs', workspace]);
  mounts.push(workspace);
  return workspace;
}

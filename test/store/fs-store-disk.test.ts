import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { FsStore } from '../../src/store/fs/fs-store.js';
import { diskCalls } from '../core/files/disk-calls.js';

vi.mock('node:fs', async (original) => (await import('../core/files/disk-calls.js')).recordingFs(await original()));

const workspace = mkdtempSync(join(tmpdir(), 'millrace-disk-'));
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

test('all that is in artifacts is on the disk before they have their names, and these before anybody is given them', async () => {
  const store = await FsStore.open({ workspace });
  const written: string[] = [];
  diskCalls.length = 0;

  const artifacts = await store.publishAll(
    [
      { kind: 'greeting', fingerprint: 1 },
      { kind: 'greeting', fingerprint: 2 },
    ],
    async (_missing, folders) =>
      folders.map((folder) => {
        mkdirSync(join(folder, 'inner'));
        for (const name of ['a', 'inner/b']) writeFileSync(join(folder, name), name);
        written.push(folder, ...['a', 'inner/b', 'inner', 'artifact.json'].map((name) => join(folder, name)));
        return null;
      }),
  );
  await store.close();

  const renames = artifacts.map(({ folder }) => diskCalls.indexOf(`rename ${folder}`));
  const before = diskCalls.slice(0, Math.min(...renames));
  const after = diskCalls.slice(Math.max(...renames) + 1);
  expect(before.toSorted()).toEqual(written.map((path) => `sync ${path}`).toSorted());
  const parents = new Set(artifacts.flatMap(({ folder }) => [dirname(folder), join(workspace, 'store/greeting'), join(workspace, 'store')]));
  expect(after.toSorted()).toEqual([...parents].map((path) => `sync ${path}`).toSorted());
});

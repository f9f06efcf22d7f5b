import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { contentDigest, RecordingStore } from '../../../src/runner/run/recording-store.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';
import type { StoredArtifact } from '../../../src/store/store.js';
import { describeStore, write } from '../../store/store-contract.js';

const opened: FsStore[] = [];
const workspaces: string[] = [];

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  for (const workspace of workspaces.splice(0)) rmSync(workspace, { recursive: true, force: true });
});

function makeWorkspace(): string {
  const workspace = mkdtempSync(join(tmpdir(), 'millrace-recording-'));
  workspaces.push(workspace);
  return workspace;
}

async function open(workspace: string, onUse: (kind: string, artifact: StoredArtifact, reused: boolean) => void = () => {}): Promise<RecordingStore> {
  const inner = await FsStore.open({ workspace });
  opened.push(inner);
  return new RecordingStore(inner, onUse);
}

describeStore('RecordingStore over FsStore', { open: (workspace) => open(workspace), makeWorkspace });

test('every artifact that was found or made is told once a use, and whether it was there before; one that is missing is not', async () => {
  const uses: [string, string, boolean][] = [];
  const store = await open(makeWorkspace(), (kind, { key }, reused) => uses.push([kind, key, reused]));

  await store.find('greeting', null);
  const { key } = await store.publish('greeting', null, write('hello'));
  await store.publish('greeting', null, write('hello'));
  await store.find('greeting', null);

  expect(uses).toEqual([
    ['greeting', key, false],
    ['greeting', key, true],
    ['greeting', key, true],
  ]);
});

test('the digest of what an artifact holds is equal for equal content of different fingerprints, and for no other', async () => {
  const store = await open(makeWorkspace());
  const one = await store.publish('greeting', 1, write('hello'));
  const same = await store.publish('greeting', 2, write('hello'));
  const other = await store.publish('greeting', 3, write('adieu'));

  expect(contentDigest(same)).toBe(contentDigest(one));
  expect(contentDigest(other)).not.toBe(contentDigest(one));
});

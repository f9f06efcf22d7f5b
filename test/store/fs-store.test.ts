import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { digestBytes } from '../../src/core/digest.js';
import type { RunEvent } from '../../src/core/events.js';
import { Failure } from '../../src/core/failure.js';
import { FsStore } from '../../src/store/fs/fs-store.js';
import { describeStore, never, write } from './store-contract.js';

const opened: FsStore[] = [];
const workspaces: string[] = [];

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  for (const workspace of workspaces.splice(0)) rmSync(workspace, { recursive: true, force: true });
});

function makeWorkspace(): string {
  const workspace = mkdtempSync(join(tmpdir(), 'millrace-store-'));
  workspaces.push(workspace);
  return workspace;
}

async function openStore(workspace: string, emit: (event: RunEvent) => void = () => {}): Promise<FsStore> {
  const store = await FsStore.open({ workspace, emit });
  opened.push(store);
  return store;
}

describeStore('FsStore', { open: (workspace) => openStore(workspace), makeWorkspace });

test('of an artifact whose writer throws nothing stays behind', async () => {
  const workspace = makeWorkspace();
  const store = await openStore(workspace);

  const failing = store.publish('greeting', null, async (folder) => {
    writeFileSync(join(folder, 'half'), 'hal');
    throw new Error('the writer failed');
  });

  await expect(failing).rejects.toThrow('the writer failed');
  expect(await store.find('greeting', null)).toBeUndefined();
  expect(readdirSync(join(workspace, 'store/.tmp'))).toEqual([]);
  expect(readdirSync(join(workspace, 'store/.locks'))).toEqual([]);
});

describe('a damaged artifact', () => {
  async function damage(change: (folder: string) => void): Promise<{ events: RunEvent[]; workspace: string; store: FsStore }> {
    const workspace = makeWorkspace();
    const first = await openStore(workspace);
    const { folder } = await first.publish('greeting', { n: 1 }, write('hello, all of you'));
    await first.close();
    change(folder);
    const events: RunEvent[] = [];
    return { events, workspace, store: await openStore(workspace, (event) => events.push(event)) };
  }

  const flipBit = (file: string) => {
    const bytes = readFileSync(file);
    bytes[5] = (bytes[5] as number) ^ 1;
    writeFileSync(file, bytes);
  };

  const cases: readonly [string, string, (folder: string) => void][] = [
    ['with a flipped bit in a file', 'content.txt', (folder) => flipBit(join(folder, 'content.txt'))],
    ['with a file cut short', 'content.txt', (folder) => writeFileSync(join(folder, 'content.txt'), 'hello')],
    ['with a missing file', 'content.txt', (folder) => rmSync(join(folder, 'content.txt'))],
    ['with a flipped bit in its record', 'artifact.json', (folder) => flipBit(join(folder, 'artifact.json'))],
    ['without its record', 'artifact.json', (folder) => rmSync(join(folder, 'artifact.json'))],
  ];

  test.each(cases)('%s is named, set aside and made again', async (_, file, change) => {
    const { events, workspace, store } = await damage(change);

    expect(await store.find('greeting', { n: 1 })).toBeUndefined();
    const again = await store.publish('greeting', { n: 1 }, write('hello, all of you'));

    expect(again.files['content.txt']).toBe(digestBytes('hello, all of you'));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'warning', stage: 'store', message: expect.stringContaining(file) as string });
    expect(readdirSync(join(workspace, 'store/.damaged'))).toHaveLength(1);
  });
});

test('an artifact that was set aside is checked anew when another process has made it again', async () => {
  const workspace = makeWorkspace();
  const [store, other] = [await openStore(workspace), await openStore(workspace)];
  const { folder } = await store.publish('greeting', { n: 1 }, write('hello'));
  rmSync(join(folder, 'artifact.json'));
  expect(await store.find('greeting', { n: 1 })).toBeUndefined();

  const again = await other.publish('greeting', { n: 1 }, write('hello again'));

  expect(await store.find('greeting', { n: 1 })).toEqual(again);
});

test.each([
  ['fingerprint', 'greeting', { n: 2 }],
  ['kind', 'farewell', { n: 1 }],
] as const)('an artifact that was moved under the key of another %s is named, not listed, and set aside', async (_, kind, fingerprint) => {
  const workspace = makeWorkspace();
  const first = await openStore(workspace);
  const moved = await first.publish('greeting', { n: 1 }, write('hello'));
  const replaced = await first.publish(kind, fingerprint, write('adieu'));
  await first.close();
  rmSync(replaced.folder, { recursive: true });
  renameSync(moved.folder, replaced.folder);
  const events: RunEvent[] = [];
  const store = await openStore(workspace, (event) => events.push(event));

  expect(await store.entry(kind, replaced.key)).toBeUndefined();
  expect(await store.entries()).toEqual([]);
  expect(await store.find(kind, fingerprint)).toBeUndefined();
  const again = await store.publish(kind, fingerprint, write('adieu'));

  expect(again.files).toEqual({ 'content.txt': digestBytes('adieu') });
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ type: 'warning', stage: 'store' });
  expect((events[0] as { message: string }).message).toContain(`has the fingerprint of ${moved.key}, wanted the fingerprint of ${replaced.key}`);
  expect(readdirSync(join(workspace, 'store/.damaged'))).toHaveLength(1);
});

describe('a folder that cannot be written', () => {
  test('is a failure of four parts', async () => {
    const workspace = makeWorkspace();
    const store = await openStore(workspace);

    const full = store.publish('greeting', null, async () => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write '/somewhere/x'"), { code: 'ENOSPC', path: '/somewhere/x' });
    });

    const failure = await full.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).detail).toMatchObject({ code: 'resources.disk-full', where: '/somewhere/x' });
    expect((failure as Failure).exitCode).toBe(4);
  });

  test('in place of the workspace stops at once', async () => {
    const workspace = makeWorkspace();
    writeFileSync(join(workspace, 'file'), '');

    await expect(FsStore.open({ workspace: join(workspace, 'file') })).rejects.toThrow();
  });
});

describe('two processes in one workspace', () => {
  const child = (workspace: string, script: string) =>
    spawn(process.execPath, ['--input-type=module', '-e', script, workspace, new URL('../../dist/store/fs/fs-store.js', import.meta.url).href], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });

  const HOLDING = `
    const [workspace, module] = process.argv.slice(1);
    const { FsStore } = await import(module);
    const { writeFileSync } = await import('node:fs');
    const store = await FsStore.open({ workspace });
    await store.publish('slow', null, async (folder) => {
      writeFileSync(folder + '/content.txt', 'by the first');
      process.stdout.write('writing');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      return 'by the first';
    });
    await store.close();
    process.exit(0);
  `;

  test('make the same artifact once: the second waits and takes the first one’s', async () => {
    const workspace = makeWorkspace();
    const events: RunEvent[] = [];
    const first = child(workspace, HOLDING);
    await once(first.stdout, 'data');

    const store = await openStore(workspace, (event) => {
      events.push(event);
      if (event.type === 'note') first.stdin.write('go on');
    });
    const second = await store.publish('slow', null, never);

    expect(second.meta).toBe('by the first');
    expect(events).toMatchObject([{ type: 'note', stage: 'store' }]);
  });

  test('recover when one is killed in the middle: its lock and its half-written folder are removed', async () => {
    const workspace = makeWorkspace();
    const first = child(workspace, HOLDING);
    await once(first.stdout, 'data');
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect(readdirSync(join(workspace, 'store/.tmp'))).toHaveLength(1);

    const store = await openStore(workspace);
    const second = await store.publish('slow', null, write('by the second'));

    expect(second.meta).toEqual({ length: 13 });
    expect(readdirSync(join(workspace, 'store/.tmp'))).toEqual([]);
    expect(readdirSync(join(workspace, 'store/.locks'))).toEqual([]);
  });

  test('are told apart from gc: it refuses while another has the store open', async () => {
    const workspace = makeWorkspace();
    const first = child(workspace, HOLDING);
    await once(first.stdout, 'data');

    const refused = await FsStore.open({ workspace, exclusive: true }).catch((error: unknown) => error);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const alone = await FsStore.open({ workspace, exclusive: true });
    await alone.close();

    expect((refused as Failure).detail).toMatchObject({ code: 'resources.busy', got: `process ${first.pid}` });
  });
});

test('the catalog lists what is there and removes it', async () => {
  const store = await openStore(makeWorkspace());
  await store.publish('b', 1, write('one'));
  await store.publish('a', 2, write('three'));

  const entries = await store.entries();
  expect(entries.map((entry) => [entry.kind, entry.byteCount])).toEqual([
    ['a', 5],
    ['b', 3],
  ]);
  expect(await store.entries('c')).toEqual([]);
  for (const entry of entries) await store.remove(entry);

  expect(await store.entries()).toEqual([]);
  expect(await store.find('a', 2)).toBeUndefined();
});

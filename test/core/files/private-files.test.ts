import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { areFilesPrivate, makePrivate, withPrivateFiles } from '../../../src/core/files/private-files.js';
import { FsStore } from '../../../src/store/fs/fs-store.js';

let folder: string;
let mask: number;

beforeEach(() => {
  mask = process.umask(0o022);
  folder = mkdtempSync(join(tmpdir(), 'millrace-private-'));
});

afterEach(() => {
  process.umask(mask);
  rmSync(folder, { recursive: true, force: true });
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

function writeAt(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, 'a text');
  return path;
}

test('files of private work are for their owner alone, those of before and after are as they were', async () => {
  const before = writeAt('a/before');
  const during = await withPrivateFiles(true, async () => writeAt('b/during'));
  const after = writeAt('c/after');

  expect([before, during, after].map(modeOf)).toEqual(['644', '600', '644']);
  expect([before, during, after].map((path) => modeOf(join(path, '..')))).toEqual(['755', '700', '755']);
});

test('the mask stays until the last of several private works has ended, also when one fails', async () => {
  let end = (): void => {};
  const long = withPrivateFiles(true, () => new Promise<void>((resolve) => (end = resolve)));
  await expect(withPrivateFiles(true, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect([areFilesPrivate(), modeOf(writeAt('still'))]).toEqual([true, '600']);
  end();
  await long;
  expect([areFilesPrivate(), modeOf(writeAt('again'))]).toEqual([false, '644']);
});

test('work that is not private changes nothing', async () => {
  expect(modeOf(await withPrivateFiles(false, async () => writeAt('open')))).toBe('644');
});

test('what others could read is taken from them, under every name that it has', () => {
  const file = writeAt('run/texts');
  linkSync(file, join(folder, 'other'));
  makePrivate(join(folder, 'run'));
  expect([join(folder, 'run'), file, join(folder, 'other')].map(modeOf)).toEqual(['700', '600', '600']);
});

test('an artifact that was stored before its texts were confidential is made private when it is used', async () => {
  const publish = async () => {
    const store = await FsStore.open({ workspace: folder });
    const artifact = await store.publish('shard', { of: 'a' }, async (target) => {
      writeFileSync(join(target, 'texts'), 'a text');
      return null;
    });
    const scratch = modeOf(await store.scratch());
    await store.close();
    return { modes: [artifact.folder, join(artifact.folder, 'texts')].map(modeOf), scratch };
  };
  expect(await publish()).toEqual({ modes: ['755', '644'], scratch: '700' });
  expect(await withPrivateFiles(true, publish)).toEqual({ modes: ['700', '600'], scratch: '700' });
});

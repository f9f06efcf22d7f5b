import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, it, vi } from 'vitest';
import { diskCalls } from '../../core/files/disk-calls.js';
import { temporaryFolder, writeToyBundle } from '../toy-model.js';

vi.mock('node:fs', async (original) => (await import('../../core/files/disk-calls.js')).recordingFs(await original()));

it('a bundle is on the disk when it is sealed: its files and its folder are synced, and then the folder that it was moved into', async () => {
  const folder = temporaryFolder();
  diskCalls.length = 0;

  const { target } = await writeToyBundle(folder);

  expect(dirname(target)).toBe(folder);
  const temporary = `${folder}/.${basename(target)}.${process.pid}.tmp`;
  const synced = readdirSync(target).map((file) => `sync ${temporary}/${file}`);
  expect(synced.length).toBeGreaterThan(8);
  expect(diskCalls.slice(0, -1).toSorted()).toEqual([...synced, `sync ${temporary}`].toSorted());
  expect(diskCalls.at(-1)).toBe(`sync ${folder}`);
});

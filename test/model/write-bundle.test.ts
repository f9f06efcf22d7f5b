import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder, writeToyBundle } from './toy-model.js';

it('a bundle is on the disk when it is sealed: its folder is synced, and the folder that it was moved into', async () => {
  const folder = temporaryFolder();
  const handle = await open(folder, 'r');
  const sync = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, 'sync');
  await handle.close();
  try {
    const { target } = await writeToyBundle(folder);
    expect(dirname(target)).toBe(folder);
    expect(sync).toHaveBeenCalledTimes(2);
  } finally {
    sync.mockRestore();
  }
});

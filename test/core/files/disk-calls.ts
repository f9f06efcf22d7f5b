import type * as Fs from 'node:fs';

/** What was asked of the disk, in order: `sync PATH`, and `rename PATH` by the new name. */
export const diskCalls: string[] = [];

/** `node:fs` that keeps `diskCalls`: `vi.mock('node:fs', async (original) => recordingFs(await original()))`. */
export function recordingFs(fs: typeof Fs): typeof Fs {
  const paths = new Map<number, string>();
  const note = (handle: number): void => {
    diskCalls.push(`sync ${paths.get(handle)}`);
  };
  const openSync: typeof fs.openSync = (path, ...options) => {
    const handle = fs.openSync(path, ...options);
    paths.set(handle, String(path));
    return handle;
  };
  const fsyncSync: typeof fs.fsyncSync = (handle) => {
    note(handle);
    fs.fsyncSync(handle);
  };
  const fsync = ((handle, done) => {
    note(handle);
    fs.fsync(handle, done);
  }) as typeof fs.fsync;
  const renameSync: typeof fs.renameSync = (from, to) => {
    diskCalls.push(`rename ${to}`);
    fs.renameSync(from, to);
  };
  return { ...fs, openSync, fsyncSync, fsync, renameSync };
}

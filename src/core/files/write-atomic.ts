import { randomUUID } from 'node:crypto';
import { closeSync, fsync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { mapLimited } from '../map-limited.js';
import { asFileFailure } from './file-failure.js';

/**
 * Writes a file whole or not at all: to a temporary name beside it, synced, then renamed, and the folder synced.
 * Failures: `resources.disk-full`, `resources.read-only`.
 */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = openSync(temporary, 'wx');
    try {
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    syncPath(dirname(file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw asFileFailure(error, file);
  }
}

/**
 * Lets `fill` write and sync a temporary file beside it, which then becomes the file: whole or not at all, whatever `fill` throws, which is
 * thrown.
 */
export async function fillFileAtomic(file: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await fill(temporary);
    renameSync(temporary, file);
    syncPath(dirname(file));
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Asks the system to put a file's bytes, or a folder's entries, on the disk. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const sync = promisify(fsync);
/** As many threads as Node has for files. */
const SYNCED_AT_ONCE = 4;

/** The same of several, side by side: a disk that is asked for many at once writes them in one go. */
export async function syncPaths(paths: Iterable<string>): Promise<void> {
  await mapLimited([...paths], SYNCED_AT_ONCE, async (path) => {
    const handle = openSync(path, 'r');
    try {
      await sync(handle);
    } finally {
      closeSync(handle);
    }
  });
}

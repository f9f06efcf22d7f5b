import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { fail } from '../failure.js';

/** Rights that a new file or folder does not get: all of the group's and of everybody's. */
const OWNER_ONLY = 0o077;

/** How many pieces of private work are under way, and the mask of before the first. */
let count = 0;
let maskBefore = 0;

/**
 * Does work whose files nobody but their owner may read: new files are 0600, new folders 0700, whoever writes them, in any thread and
 * any library, for the mask is the process's. Work that goes on beside it writes so too; the mask of before comes back with the end of the last.
 * Fails with `usage.wrong-value` in a worker thread, where Node does not allow to set the mask.
 */
export async function withPrivateFiles<T>(isPrivate: boolean, work: () => Promise<T>): Promise<T> {
  if (!isPrivate) return work();
  if (!isMainThread) throw noMask();
  if (count++ === 0) maskBefore = process.umask(OWNER_ONLY);
  try {
    return await work();
  } finally {
    if (--count === 0) process.umask(maskBefore);
  }
}

/** Whether private work is under way. */
export function areFilesPrivate(): boolean {
  return count > 0;
}

/**
 * Takes the rights of others away from a folder and all in it, which was written when they had them. A file with a second name elsewhere
 * loses them there too. Those of another user stay as they are: it is for that user to say.
 */
export function makePrivate(folder: string): void {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  for (const path of [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))]) {
    const { mode, uid } = statSync(path);
    const isOwn = uid === process.getuid?.() || process.getuid?.() === 0;
    if ((mode & OWNER_ONLY) !== 0 && isOwn) chmodSync(path, mode & ~OWNER_ONLY);
  }
}

function noMask(): Error {
  return fail('usage.wrong-value', {
    what: 'files cannot be kept private in a worker thread',
    where: 'privacy.examples',
    got: 'false, in a worker thread, which cannot set the rights of new files',
    wanted: 'a call from the main thread of the program',
  });
}

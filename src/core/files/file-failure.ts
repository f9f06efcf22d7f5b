import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, fail } from '../failure.js';
import { formatSize } from '../size.js';

const DISK_FULL = /\b(ENOSPC|EDQUOT)\b|no space left on device|disk quota exceeded/i;
const READ_ONLY = /\b(EROFS|EACCES|EPERM)\b|read-only file system|permission denied|operation not permitted/i;

/**
 * Turns what the file system (or a library's message about it) says when a file cannot be written into a failure:
 * `resources.disk-full` or `resources.read-only`. Anything else, failures included, comes back as it is, to be thrown on.
 * `where` is the file or folder that was to be written.
 */
export function asFileFailure(error: unknown, where: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const text = 'code' in error ? `${String(error.code)} ${error.message}` : error.message;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : where;
  if (DISK_FULL.test(text)) {
    return fail(
      'resources.disk-full',
      {
        what: 'the disk is full',
        where: path,
        got: `${error.message}${freeSpace(path)}`,
        wanted: 'free space for the results of this run',
        hint: 'free some space on the disk of that file (in a workspace, `millrace gc` removes what no run needs) or write elsewhere, then run the same command again: finished work is kept',
      },
      error,
    );
  }
  if (READ_ONLY.test(text)) {
    return fail(
      'resources.read-only',
      {
        what: 'a file or folder cannot be written',
        where: path,
        got: error.message,
        wanted: 'permission to write there',
        hint: 'give this user the right to write, or use another --workspace; finished work is kept',
      },
      error,
    );
  }
  return error;
}

/** Runs work that writes files and throws its file-system errors as failures. */
export async function withFileFailures<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asFileFailure(error, where);
  }
}

/** Of the disk that the file would lie on: a workspace, temporary files and outputs may lie on three. */
function freeSpace(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, blocks, bsize } = statfsSync(folder);
      return ` (${formatSize(bavail * bsize)} free of ${formatSize(blocks * bsize)} on the disk of ${folder})`;
    } catch {
      if (folder === dirname(folder)) return '';
    }
  }
}

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, fail } from '../failure.js';
import { asFileFailure } from './file-failure.js';

/**
 * Makes a folder and those above it, where they are missing. One after the other: the recursive call of Node goes round for ever below
 * a folder in which nothing can be made, such as /proc. Failures: `resources.*`; `usage.wrong-value` where a path leads nowhere.
 */
export function makeFolder(folder: string): void {
  try {
    if (isFolder(folder)) return;
    if (dirname(folder) !== folder) makeFolder(dirname(folder));
    mkdirSync(folder);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && isFolder(folder)) return;
    const failure = asFileFailure(error, folder);
    throw failure instanceof Failure ? failure : noFolder(folder, error as Error);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function noFolder(folder: string, error: Error): Failure {
  return fail(
    'usage.wrong-value',
    {
      what: 'this folder cannot be made',
      where: folder,
      got: error.message,
      wanted: 'a folder, or a free name in one: no file, no link to nothing, no folder of the system',
    },
    error,
  );
}

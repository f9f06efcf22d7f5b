import { randomUUID } from 'node:crypto';
import { constants, copyFileSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { asFileFailure } from './file-failure.js';
import { syncPath } from './write-atomic.js';

/**
 * Puts a finished file, which nobody writes to any more, under a second name: as a hard link, which takes no room, else as a copy
 * (another file system, or one without links). `target` must not exist; it need not be on the disk afterwards: whoever publishes it syncs it.
 */
export function placeFile(file: string, target: string): void {
  try {
    linkSync(file, target);
  } catch (error) {
    // Where links are not possible the systems say so in many words; a copy fails for every real reason again.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    copyFileSync(file, target, constants.COPYFILE_FICLONE);
  }
}

/**
 * The same whole or not at all: under a temporary name beside the target, then renamed over it. The target's folder is made when missing.
 * Failures: `resources.disk-full`, `resources.read-only`.
 */
export function placeFileAtomic(file: string, target: string): void {
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    placeFile(file, temporary);
    syncPath(temporary);
    renameSync(temporary, target);
    // Between two names of one file a rename does nothing, and leaves the temporary one.
    rmSync(temporary, { force: true });
    syncPath(dirname(target));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw asFileFailure(error, target);
  }
}

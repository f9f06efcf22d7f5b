import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { asFileFailure } from './file-failure.js';
import { syncPath } from './write-atomic.js';

/**
 * Copies a file whole or not at all: to a temporary name beside the target, synced, then renamed. The target's folder is made when missing.
 * Failures: `resources.disk-full`, `resources.read-only`.
 */
export function copyFileAtomic(file: string, target: string): void {
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, temporary);
    syncPath(temporary);
    renameSync(temporary, target);
    syncPath(dirname(target));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw asFileFailure(error, target);
  }
}

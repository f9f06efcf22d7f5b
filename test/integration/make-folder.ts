import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';

/** A new folder, in memory where there is enough of it: runs sync every file, and many runs would wait for the disk. */
export function makeFolder(prefix: string): string {
  const hasRoom = existsSync(MEMORY) && statfsSync(MEMORY).bavail * statfsSync(MEMORY).bsize > 2 ** 29;
  return mkdtempSync(join(hasRoom ? MEMORY : tmpdir(), prefix));
}

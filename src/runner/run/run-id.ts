import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../core/digest.js';
import { asFileFailure } from '../../core/files/file-failure.js';

/** What a run id looks like. */
export const RUN_ID_PATTERN = /^\d{8}T\d{6}-[0-9a-f]{6}$/;

/** UTC time and the first six digits of the plan's digest: `20261123T021500-4f09ac`. */
export function formatRunId(time: Date, plan: Digest): string {
  const utc = time.toISOString().replace(/[-:]/g, '').slice(0, 15);
  return `${utc}-${plan.slice(0, 6)}`;
}

/** The digits of the plan in a run id: equal for the same command on the same inputs. */
export function planDigits(run: string): string {
  return run.slice(-6);
}

/**
 * Makes the folder of a new run and returns its id. An id that is taken (the same plan within a second, or a clock that
 * jumped back) goes on to the next free second. Failures: `resources.disk-full`, `resources.read-only`.
 */
export function makeRunFolder(runsFolder: string, now: Date, plan: Digest): string {
  for (let ms = now.getTime(); ; ms += 1000) {
    const run = formatRunId(new Date(ms), plan);
    try {
      mkdirSync(runsFolder, { recursive: true });
      mkdirSync(join(runsFolder, run));
      return run;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asFileFailure(error, runsFolder);
    }
  }
}

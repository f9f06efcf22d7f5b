import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import { TRACKING_FILE } from '../../runner/run-store.js';
import type { SentRun } from '../../tracking/tracker.js';

/** Where a run was sent. */
export interface SentRecord extends SentRun {
  readonly address: string;
}

/** Notes that a run was sent. */
export function writeSentRecord(folder: string, record: SentRecord): void {
  writeFileAtomic(join(folder, TRACKING_FILE), `${JSON.stringify(record, null, 2)}\n`);
}

/** Null for a run that was not sent, or of which nobody knows: it is sent again then, and nothing is there twice. */
export function readSentRecord(folder: string): SentRecord | null {
  try {
    const record = JSON.parse(readFileSync(join(folder, TRACKING_FILE), 'utf8')) as Partial<SentRecord> | null;
    const { address, id, url, leftOut } = record ?? {};
    return typeof address === 'string' && typeof id === 'string' && typeof url === 'string' && Array.isArray(leftOut) ? (record as SentRecord) : null;
  } catch {
    return null;
  }
}

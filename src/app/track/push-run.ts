import { join } from 'node:path';
import { acquireLock } from '../../core/process/lock-file.js';
import type { TableFiles } from '../../engine/table-files.js';
import type { Registry } from '../../registry/registry.js';
import type { FinishedRun } from '../../runner/run-store.js';
import type { OpenTrackedRun, SentRun, Tracker } from '../../tracking/tracker.js';
import { writeSentRecord } from './sent-record.js';
import { trackedHead, trackedRun } from './tracked-run.js';

/** What the run store is read with. */
export interface PushServices {
  readonly tables: TableFiles;
  readonly registry: Registry;
  /** Ends waiting for another process that sends the same run. */
  readonly signal: AbortSignal;
}

const LOCK = '.tracking.lock';

/**
 * Sends a run that has ended, or what the tracker does not have of it, lets aliases of its model follow, and notes beside the run where
 * it lies. `open` is the run over there, where that is known. One process at a time sends a run.
 */
export async function pushRun(run: FinishedRun, tracker: Tracker, services: PushServices, open?: OpenTrackedRun): Promise<SentRun> {
  const lock = await acquireLock(join(run.folder, LOCK), { signal: services.signal });
  try {
    const tracked = await trackedRun(run, services.tables);
    const there = open ?? (await tracker.open(trackedHead(run.manifest)));
    const sent = await there.finish(tracked);
    if (tracked.model !== null) await tracker.mirrorAliases(tracked.model.name, await services.registry.aliases(tracked.model.name));
    writeSentRecord(run.folder, { address: tracker.address, ...sent });
    return sent;
  } finally {
    lock.release();
  }
}

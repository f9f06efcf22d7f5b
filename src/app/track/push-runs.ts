import type { FinishedRun, StoredRun } from '../../runner/run-store.js';
import { listRuns, openFinishedRun } from '../../runner/run-store.js';
import type { SentRun, Tracker } from '../../tracking/tracker.js';
import { type PushServices, pushRun } from './push-run.js';
import { readSentRecord } from './sent-record.js';

/** A run that was sent now. */
export interface PushedRun extends SentRun {
  readonly run: string;
}

/**
 * Sends the run that is named, whatever is known of it, else every ended run of the workspace that the tracker has not got, the oldest
 * first; then lets aliases of models follow. Stops at the first failure: what was sent stays sent.
 */
export async function pushRuns(workspace: string, name: string | null, tracker: Tracker, services: PushServices): Promise<readonly PushedRun[]> {
  const runs =
    name === null
      ? listRuns(workspace)
          .filter(hasEnded)
          .filter((run) => !isAt(tracker, run))
      : [openFinishedRun(workspace, name)];
  const pushed: PushedRun[] = [];
  for (const run of runs) pushed.push({ run: run.run, ...(await pushRun(run, tracker, services)) });
  await mirrorAll(tracker, services);
  return pushed;
}

/** A partial run is sent only when it is named: the run that ends the work tells of all of it. */
function hasEnded(run: StoredRun): run is FinishedRun {
  return run.manifest !== null && run.state !== 'partial';
}

function isAt({ address }: Tracker, { folder }: FinishedRun): boolean {
  return readSentRecord(folder)?.address === address;
}

/** Aliases move also between runs, by `models promote` and `models rollback`. */
async function mirrorAll(tracker: Tracker, { registry }: PushServices): Promise<void> {
  for (const name of new Set((await registry.list()).map((version) => version.name))) await tracker.mirrorAliases(name, await registry.aliases(name));
}

import { type Dirent, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withFileFailures } from '../../core/files/file-failure.js';
import { writeFileAtomic } from '../../core/files/write-atomic.js';
import { EVENT_LOG } from '../run/event-log.js';
import { OUTLINE_FILE } from '../run-outline.js';
import { listRuns, MANIFEST_FILE, PRUNED_FILE, type StoredRun, TRACKING_FILE } from '../run-store.js';
import { chooseKeptRuns } from './gc.js';

/** What a pruned run still has: what it was, how good it was, and which row it used for what. */
const KEPT_FILES: readonly string[] = [MANIFEST_FILE, OUTLINE_FILE, 'metrics.parquet', 'split.parquet', TRACKING_FILE, PRUNED_FILE];

/** What `runs prune` may remove. */
export interface PruneOptions {
  readonly workspace: string;
  /** Of each pipeline, so many of the newest runs that are done stay whole. */
  readonly keep: number;
  /** Runs that stay whole whatever their age: those of registered versions. */
  readonly keptRuns: ReadonlySet<string>;
  /** Counts only. */
  readonly dryRun: boolean;
}

/** What pruning removed, oldest run first. */
export interface PruneReport {
  readonly dryRun: boolean;
  readonly pruned: readonly PrunedRun[];
  /** Bytes that the disk has back. */
  readonly freedBytes: number;
  /** Bytes of what was removed here and still lies in the store, until `gc` finds that no kept run needs it. */
  readonly storedBytes: number;
  /** Runs that stay whole, oldest first. */
  readonly keptRuns: readonly string[];
}

/** What one run gave up; bytes as in `PruneReport`. */
export interface PrunedRun {
  readonly run: string;
  readonly freedBytes: number;
  readonly storedBytes: number;
}

/**
 * Cuts old runs down to their manifest, metrics and split ids. Whole stay the newest done runs of each pipeline, those of registered
 * versions, runs that go on or can be continued, and damaged ones, of which nobody knows. A kill on the way is made good by the next call.
 */
export async function pruneRuns(options: PruneOptions): Promise<PruneReport> {
  const runs = listRuns(options.workspace);
  const kept = chooseKeptRuns(runs, { keepRuns: options.keep, keptRuns: options.keptRuns });
  const pruned: PrunedRun[] = [];
  for (const run of runs) {
    if (kept.some((whole) => whole.run === run.run)) continue;
    const sizes = await withFileFailures(run.folder, async () => pruneRun(run, options.dryRun));
    if (sizes !== undefined) pruned.push({ run: run.run, ...sizes });
  }
  const sum = (of: 'freedBytes' | 'storedBytes'): number => pruned.reduce((total, run) => total + run[of], 0);
  return { dryRun: options.dryRun, pruned, freedBytes: sum('freedBytes'), storedBytes: sum('storedBytes'), keptRuns: kept.map(({ run }) => run) };
}

/** Undefined when nothing is left to remove. */
function pruneRun({ run, folder, manifest }: StoredRun, dryRun: boolean): Omit<PrunedRun, 'run'> | undefined {
  // Of a run that was killed the events are all that is known.
  const keptFiles = manifest === null ? [...KEPT_FILES, EVENT_LOG] : KEPT_FILES;
  const doomed = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !keptFiles.includes(name));
  if (doomed.length === 0) return undefined;
  const sizes = measure(folder, doomed);
  if (dryRun) return sizes;
  // First: from here on nobody takes it for a whole run.
  writeFileAtomic(join(folder, PRUNED_FILE), `${JSON.stringify({ version: 1, run, ...sizes })}\n`);
  for (const { name } of doomed) rmSync(join(folder, name), { recursive: true, force: true });
  return sizes;
}

function measure(folder: string, entries: readonly Dirent[]): Omit<PrunedRun, 'run'> {
  let freedBytes = 0;
  let storedBytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const inside = measure(path, readdirSync(path, { withFileTypes: true }));
      freedBytes += inside.freedBytes;
      storedBytes += inside.storedBytes;
      continue;
    }
    const { size, nlink } = lstatSync(path);
    if (nlink > 1) storedBytes += size;
    else freedBytes += size;
  }
  return { freedBytes, storedBytes };
}

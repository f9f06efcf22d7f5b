import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareUtf8 } from '../core/utf8-order.js';
import type { CatalogEntry, StoreCatalog } from '../store/catalog.js';
import { EVENT_LOG, type LoggedEvent, readEventLog } from './event-log.js';
import { listRuns, type StoredRun } from './run-store.js';

/** What `gc` may remove. */
export interface GcOptions {
  readonly workspace: string;
  /** Opened exclusively (`FsStore.open({ exclusive: true })`): no run may be looking for work meanwhile. */
  readonly catalog: StoreCatalog;
  /** Of each pipeline, so many of the newest runs that are done keep their work; 'all' is the default of the command. */
  readonly keepRuns: number | 'all';
  /** Runs that keep their work whatever their age: those of registered versions. */
  readonly keptRuns: ReadonlySet<string>;
  /** Counts only. */
  readonly dryRun: boolean;
}

/** What `gc` removed and kept. */
export interface GcReport {
  readonly dryRun: boolean;
  /** What was (or would be) removed, by kind in bytewise order. */
  readonly removed: readonly { readonly kind: string; readonly count: number; readonly byteCount: number }[];
  readonly removedCount: number;
  readonly removedBytes: number;
  /** Damaged artifacts and leftovers of killed processes, removed too. */
  readonly leftoverBytes: number;
  readonly keptCount: number;
  readonly keptBytes: number;
  /** Runs whose work is kept, oldest first. */
  readonly keptRuns: readonly string[];
}

/**
 * Removes stored work that no kept run used. Kept are the newest runs that are done, those of registered versions, runs that
 * were stopped after the newest one that is done (they can still be continued), and damaged ones, of which nobody knows. Run folders, with bundles and
 * reports, are never touched.
 */
export async function collectGarbage(options: GcOptions): Promise<GcReport> {
  const { catalog, dryRun } = options;
  const kept = chooseRuns(listRuns(options.workspace).map(describeRun), options);
  const needed = new Set(kept.flatMap(({ keys }) => keys));
  const entries = await catalog.entries();
  const doomed = entries.filter(({ artifact }) => !needed.has(artifact.key));
  const keptEntries = entries.filter(({ artifact }) => needed.has(artifact.key));
  const leftoverBytes = sumBytes(await catalog.leftovers());
  if (!dryRun) {
    for (const entry of doomed) await catalog.remove(entry);
    await catalog.removeLeftovers();
  }
  return {
    dryRun,
    removed: sumByKind(doomed),
    removedCount: doomed.length,
    removedBytes: sumBytes(doomed),
    leftoverBytes,
    keptCount: keptEntries.length,
    keptBytes: sumBytes(keptEntries),
    keptRuns: kept.map(({ run }) => run),
  };
}

interface UsedRun {
  readonly run: string;
  readonly pipeline: string;
  readonly isDone: boolean;
  readonly isDamaged: boolean;
  /** Artifacts that it used. */
  readonly keys: readonly string[];
}

/** A run that was killed has no manifest, and a damaged one cannot be read: then its events tell what it used. */
function describeRun({ run, folder, state, manifest }: StoredRun): UsedRun {
  const isDone = state === 'done';
  if (manifest !== null && isDone) {
    const keys = manifest.stages.flatMap(({ artifacts }) => artifacts.map(({ key }) => key));
    return { run, pipeline: manifest.pipeline, isDone, isDamaged: false, keys };
  }
  const file = join(folder, EVENT_LOG);
  const events: LoggedEvent[] = existsSync(file) ? readEventLog(file) : [];
  const started = events.find((event) => event.type === 'run-started');
  const pipeline = started?.type === 'run-started' ? started.pipeline : '';
  return { run, pipeline, isDone, isDamaged: state === 'damaged', keys: events.flatMap((event) => (event.type === 'artifact' ? [event.key] : [])) };
}

function chooseRuns(runs: readonly UsedRun[], { keepRuns, keptRuns }: GcOptions): readonly UsedRun[] {
  const doneAfter = ({ pipeline }: UsedRun, index: number): number =>
    runs.slice(index + 1).filter((later) => later.isDone && later.pipeline === pipeline).length;
  return runs.filter((run, index) => {
    if (keptRuns.has(run.run) || run.isDamaged) return true;
    const newerCount = doneAfter(run, index);
    return run.isDone ? keepRuns === 'all' || newerCount < keepRuns : newerCount === 0;
  });
}

function sumByKind(entries: readonly CatalogEntry[]): GcReport['removed'] {
  const kinds = [...new Set(entries.map(({ kind }) => kind))].sort(compareUtf8);
  return kinds.map((kind) => {
    const ofKind = entries.filter((entry) => entry.kind === kind);
    return { kind, count: ofKind.length, byteCount: sumBytes(ofKind) };
  });
}

function sumBytes(items: readonly { readonly byteCount: number }[]): number {
  return items.reduce((sum, { byteCount }) => sum + byteCount, 0);
}

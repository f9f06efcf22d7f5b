import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { CatalogEntry, StoreCatalog } from '../../store/catalog.js';
import { EVENT_LOG, type LoggedEvent, readEventLog } from '../run/event-log.js';
import { planDigits } from '../run/run-id.js';
import { listRuns, type StoredRun } from '../run-store.js';

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
 * Removes stored work that no kept run used. Kept are the newest runs that are done, those of registered versions, runs that were
 * stopped and not yet continued to their end, and damaged ones, of which nobody knows. A pruned run needs no work any more.
 * Run folders, with bundles and reports, are never touched.
 */
export async function collectGarbage(options: GcOptions): Promise<GcReport> {
  const { catalog, dryRun } = options;
  const kept = chooseKeptRuns(listRuns(options.workspace), options);
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

/** A run that stays, and what it used. */
interface UsedRun {
  readonly run: string;
  readonly pipeline: string;
  readonly isDone: boolean;
  /** It goes on, or nobody knows what it is. */
  readonly isLeftAlone: boolean;
  /** Artifacts that it used. */
  readonly keys: readonly string[];
}

/** A run that was killed has no manifest, and a damaged one cannot be read: then its events tell what it used. */
function describeRun({ run, folder, state, manifest }: StoredRun): UsedRun {
  const isDone = state === 'done';
  if (manifest !== null && isDone) {
    const keys = manifest.stages.flatMap(({ artifacts }) => artifacts.map(({ key }) => key));
    return { run, pipeline: manifest.pipeline, isDone, isLeftAlone: false, keys };
  }
  const file = join(folder, EVENT_LOG);
  const events: LoggedEvent[] = existsSync(file) ? readEventLog(file) : [];
  const started = events.find((event) => event.type === 'run-started');
  const pipeline = started?.type === 'run-started' ? started.pipeline : '';
  return {
    run,
    pipeline,
    isDone,
    isLeftAlone: state === 'damaged' || state === 'running',
    keys: events.flatMap((event) => (event.type === 'artifact' ? [event.key] : [])),
  };
}

/** The runs whose work is kept, oldest first; pruned ones have none. */
export function chooseKeptRuns(runs: readonly StoredRun[], { keepRuns, keptRuns }: Pick<GcOptions, 'keepRuns' | 'keptRuns'>): readonly UsedRun[] {
  const used = runs.filter(({ isPruned }) => !isPruned).map(describeRun);
  return used.filter((run, index) => {
    if (keptRuns.has(run.run) || run.isLeftAlone) return true;
    const doneLater = used.slice(index + 1).filter((later) => later.isDone && later.pipeline === run.pipeline);
    if (run.isDone) return keepRuns === 'all' || doneLater.length < keepRuns;
    // What it finished waits for the same command, whatever else that pipeline does meanwhile.
    const isContinued = doneLater.some((later) => planDigits(later.run) === planDigits(run.run));
    return !isContinued && (keepRuns === 'all' || doneLater.length < Math.max(1, keepRuns));
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

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../core/files/write-atomic.js';
import type { Manifest } from './manifest.js';
import { isOutline } from './manifest-shape.js';
import { listRunFolders, loadRun, MANIFEST_FILE, PRUNED_FILE, type StoredRun } from './run-store.js';

/** Written beside the manifest: what lists show of it. */
export const OUTLINE_FILE = 'outline.json';

/** What lists show of a run. */
export type RunOutline = Pick<Manifest, 'pipeline' | 'status' | 'seconds' | 'results'>;

/** A run as lists show it; `outline` is null where there is no manifest, or none that can be read. */
export type OutlinedRun = Omit<StoredRun, 'manifest'> & { readonly outline: RunOutline | null };

/** An outline, and the size of the manifest that it is of: of another manifest it says nothing. */
interface OutlineFile extends RunOutline {
  readonly version: 1;
  readonly manifestBytes: number;
}

/** Writes the outline of a manifest that is `manifestBytes` long. */
export function writeOutline(folder: string, { pipeline, status, seconds, results }: Manifest, manifestBytes: number): void {
  const outline: OutlineFile = { version: 1, manifestBytes, pipeline, status, seconds, results };
  writeFileAtomic(join(folder, OUTLINE_FILE), `${JSON.stringify(outline)}\n`);
}

/** Every run of a workspace, oldest first, as lists show it: manifests, which may be long, are opened only where an outline is missing. */
export function listRunOutlines(workspace: string): readonly OutlinedRun[] {
  return listRunFolders(workspace).map(loadOutline);
}

/** One run as lists show it. */
export function loadOutline({ run, folder }: Pick<StoredRun, 'run' | 'folder'>): OutlinedRun {
  const outline = readOutline(folder);
  if (outline !== undefined) return { run, folder, state: outline.status, isPruned: existsSync(join(folder, PRUNED_FILE)), outline };
  const { manifest, ...found } = loadRun(folder, run);
  return { ...found, outline: manifest };
}

/** Undefined when there is none, or the manifest beside it is another one: then the manifest tells. */
function readOutline(folder: string): RunOutline | undefined {
  const manifestBytes = statSync(join(folder, MANIFEST_FILE), { throwIfNoEntry: false })?.size;
  if (manifestBytes === undefined) return undefined;
  try {
    const outline = JSON.parse(readFileSync(join(folder, OUTLINE_FILE), 'utf8')) as OutlineFile | null;
    return outline?.version === 1 && outline.manifestBytes === manifestBytes && isOutline(outline) ? outline : undefined;
  } catch {
    return undefined;
  }
}

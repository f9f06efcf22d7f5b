import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure, fail } from '../core/failure.js';
import { isLocked } from '../core/process/lock-file.js';
import { compareUtf8 } from '../core/utf8-order.js';
import { MANIFEST_VERSION, type Manifest, type RunStatus } from './manifest.js';
import { isManifest } from './manifest-shape.js';
import { RUN_ID_PATTERN } from './run/run-id.js';

/** Name of the manifest in a run folder. */
export const MANIFEST_FILE = 'run.json';
/** Held while a run goes on: a run without manifest and without lock was killed. */
export const RUN_LOCK = '.lock';

/** Says where a run was sent, once a tracker has it. */
export const TRACKING_FILE = 'tracking.json';

/** Stands in a run that was cut down to its manifest, metrics and split ids. */
export const PRUNED_FILE = 'pruned.json';

/** A run in the workspace. `manifest` is null while it runs, after it was killed, and when it cannot be read (`damaged`). */
export interface StoredRun {
  readonly run: string;
  /** Absolute path. */
  readonly folder: string;
  readonly state: RunStatus | 'running' | 'killed' | 'damaged';
  readonly manifest: Manifest | null;
  /** Cut down to its manifest, metrics and split ids: no model and no report. */
  readonly isPruned: boolean;
  /** Of a damaged run: what is wrong with its manifest. */
  readonly damage?: Failure;
}

/** A run that has its manifest. */
export type FinishedRun = StoredRun & { readonly manifest: Manifest };

/** Absolute path of the folder that holds the runs of a workspace. */
export function runsFolderOf(workspace: string): string {
  return resolve(workspace, 'runs');
}

/** Every run of a workspace, oldest first. One whose manifest cannot be read, or is of a newer release, is `damaged`: it stops nothing else. */
export function listRuns(workspace: string): readonly StoredRun[] {
  return listRunFolders(workspace).map(({ run, folder }) => loadRun(folder, run));
}

/** The folders of all runs, oldest first. */
export function listRunFolders(workspace: string): readonly { readonly run: string; readonly folder: string }[] {
  return listRunIds(workspace).map((run) => ({ run, folder: join(runsFolderOf(workspace), run) }));
}

/**
 * The run of this id, of the only id that starts so, or (`latest`) the newest one that is done.
 * Fails with `usage.missing-run`, with the nearest ids, and with `artifact.corrupt` when the manifest of the run asked for cannot be read.
 */
export function openRun(workspace: string, name: string): StoredRun {
  const ids = listRunIds(workspace);
  if (name === 'latest') {
    const done = [...ids].reverse().map((id) => loadRun(join(runsFolderOf(workspace), id), id));
    const latest = done.find(({ state }) => state === 'done');
    if (latest === undefined) throw missingRun(workspace, name, ids, 'a run that is done');
    return latest;
  }
  const matching = ids.includes(name) ? [name] : ids.filter((id) => name !== '' && id.startsWith(name));
  const [run] = matching;
  if (run === undefined || matching.length > 1) {
    throw missingRun(
      workspace,
      name,
      matching.length > 1 ? matching : ids,
      matching.length > 1 ? 'more digits: several runs start so' : 'the id of a run',
    );
  }
  const found = loadRun(join(runsFolderOf(workspace), run), run);
  if (found.damage !== undefined) throw found.damage;
  return found;
}

/** As `openRun`, for those who need what a finished run left. Fails with `usage.missing-run` when it has no manifest. */
export function openFinishedRun(workspace: string, name: string): FinishedRun {
  const found = openRun(workspace, name);
  const { manifest } = found;
  if (manifest !== null) return { ...found, manifest };
  throw fail('usage.missing-run', {
    what: 'this run has not finished',
    where: found.folder,
    got: `a run that ${found.state === 'running' ? 'still runs' : 'was killed'}`,
    wanted: 'a run with its manifest, run.json',
    hint: found.state === 'running' ? 'wait for its end' : 'run the same command again: it goes on from the finished work, as a new run',
  });
}

/** Reads a manifest. Fails with `artifact.corrupt` on one that is damaged or of a newer release. */
export function readManifestFile(file: string): Manifest {
  let got: string;
  try {
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest | null;
    if (manifest?.version !== MANIFEST_VERSION) got = `version ${JSON.stringify(manifest?.version)}`;
    else if (!isManifest(manifest)) got = 'JSON without the fields of a manifest';
    else return manifest;
  } catch (error) {
    got = (error as Error).message;
  }
  throw fail('artifact.corrupt', {
    what: 'a manifest cannot be read',
    where: file,
    got,
    wanted: `JSON of version ${MANIFEST_VERSION}`,
    hint: 'other runs are not touched by it; a run of a newer release opens there',
  });
}

function listRunIds(workspace: string): string[] {
  const folder = runsFolderOf(workspace);
  // Ids are ASCII: their UTF-16 order is their order in time.
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => RUN_ID_PATTERN.test(name))
        .sort()
    : [];
}

/** One run, by what lies in its folder. */
export function loadRun(folder: string, run: string): StoredRun {
  const file = join(folder, MANIFEST_FILE);
  const isPruned = existsSync(join(folder, PRUNED_FILE));
  if (!existsSync(file)) return { run, folder, state: isLocked(join(folder, RUN_LOCK)) ? 'running' : 'killed', manifest: null, isPruned };
  try {
    const manifest = readManifestFile(file);
    return { run, folder, state: manifest.status, manifest, isPruned };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { run, folder, state: 'damaged', manifest: null, isPruned, damage: error };
  }
}

function missingRun(workspace: string, name: string, ids: readonly string[], wanted: string): Error {
  const nearest = [...ids].sort((a, b) => commonPrefix(b, name) - commonPrefix(a, name) || compareUtf8(b, a)).slice(0, 3);
  return fail('usage.missing-run', {
    what: 'there is no such run',
    where: runsFolderOf(workspace),
    got: name,
    wanted,
    hint: nearest.length === 0 ? 'there is no run in this workspace yet: start one with millrace run' : `the nearest are ${nearest.join(', ')}`,
  });
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withFileFailures } from '../../core/files/file-failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { type Original, originalOfManifest } from '../../runner/reproduce/original.js';
import { MANIFEST_FILE, readManifestFile } from '../../runner/run-store.js';
import type { Tracker } from '../../tracking/tracker.js';
import { MODEL_FOLDER } from '../track/tracked-files.js';

/** A run that was fetched from a tracker, to be made again. */
interface FetchedOriginal {
  readonly original: Original;
  /** Removes what was fetched. */
  readonly remove: () => void;
}

/**
 * Fetches a run from a tracker, by its id there or ours, into a folder of the workspace that only its owner may read: manifest, split ids,
 * bundle, and the split that it continued. Failures: `usage.missing-run`, `tracking.*`, `artifact.corrupt`.
 */
export async function fetchOriginal(name: string, tracker: Tracker, workspace: string): Promise<FetchedOriginal> {
  const folder = await withFileFailures(workspace, async () => {
    makeFolder(workspace);
    return mkdtempSync(join(workspace, 'fetched-'));
  });
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await tracker.fetch(name, folder);
    const manifest = readManifestFile(join(folder, MANIFEST_FILE));
    const original = await originalOfManifest(manifest, folder, join(folder, MODEL_FOLDER, 'data'));
    return { original: { ...original, inputs: await withEarlierSplit(original, tracker, folder) }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** An earlier split lay in the workspace, which may be gone: it is taken from its own run at the tracker. */
async function withEarlierSplit({ inputs }: Original, tracker: Tracker, folder: string): Promise<Original['inputs']> {
  return Promise.all(
    inputs.map(async (input) => {
      if (input.role !== 'split' || input.run === undefined) return input;
      await tracker.fetch(input.run, join(folder, 'earlier'));
      return { ...input, path: join(folder, 'earlier', 'split.parquet') };
    }),
  );
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../../artifacts/files/run-files.js';
import { splitFiles } from '../../artifacts/files/split-files.js';
import { MANIFEST_FILE } from '../../runner/run-store.js';
import type { TrackedFile } from '../../tracking/tracker.js';

/** Folder of the model among the files of a tracked run. */
export const MODEL_FOLDER = 'model';

/** Not asked of the report itself, which takes a second to load. */
const REPORT = 'report.html';

/** The files of a run that a tracker gets, as far as they are there: what another machine needs to make the run again, and to use its model. */
export function filesToTrack(folder: string): readonly TrackedFile[] {
  const { metrics, trials, passes, bundle } = runFiles(folder);
  const files = {
    [MANIFEST_FILE]: join(folder, MANIFEST_FILE),
    [REPORT]: join(folder, REPORT),
    'split.parquet': splitFiles(folder).split,
    'metrics.parquet': metrics,
    'trials.parquet': trials,
    'passes.parquet': passes,
  };
  const own = Object.entries(files).filter(([, file]) => existsSync(file));
  return [...own.map(([path, file]) => ({ path, content: { file } })), ...bundleFiles(bundle)];
}

function bundleFiles(bundle: string): readonly TrackedFile[] {
  if (!existsSync(bundle)) return [];
  return readdirSync(bundle).map((name) => ({ path: `${MODEL_FOLDER}/data/${name}`, content: { file: join(bundle, name) } }));
}

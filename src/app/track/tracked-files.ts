import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '../../artifacts/files/run-files.js';
import { splitFiles } from '../../artifacts/files/split-files.js';
import { MANIFEST_FILE } from '../../runner/run-store.js';
import { modelFiles } from '../../tracking/mlflow/model-files.js';
import type { TrackedFile } from '../../tracking/tracker.js';

/** Folder of the model among the files of a tracked run. */
export const MODEL_FOLDER = 'model';

/** Not asked of the report itself, which takes a second to load. */
const REPORT = 'report.html';

/** The files of a run that a tracker gets, as far as they are there: what another machine needs to make the run again, and to use its model. */
export async function filesToTrack(folder: string): Promise<readonly TrackedFile[]> {
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
  return [...own.map(([path, file]) => ({ path, content: { file } })), ...(await modelIn(bundle))];
}

async function modelIn(bundle: string): Promise<readonly TrackedFile[]> {
  if (!existsSync(bundle)) return [];
  return (await modelFiles(bundle)).map(({ path, content }) => ({ path: `${MODEL_FOLDER}/${path}`, content }));
}

import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { writeFileAtomic } from '../core/files/write-atomic.js';

/** Name of the pipeline file beside synthetic rows. */
export const PIPELINE_FILE = 'pipeline.yaml';

/**
 * Writes a pipeline for the rows in `out`, ready to run from `projectFolder`; returns its path. One that is there already stays:
 * somebody may have changed it.
 */
export function writePipelineFile(out: string, projectFolder: string): string {
  const file = join(out, PIPELINE_FILE);
  if (!existsSync(file)) writeFileAtomic(file, pipelineText(pathFrom(projectFolder, out)));
  return file;
}

/** Relative where `out` lies inside the project, so that both can move together. With `/`, as patterns of files want it. */
function pathFrom(projectFolder: string, out: string): string {
  const path = relative(projectFolder, out);
  return (path === '' ? '.' : path.startsWith('..') ? out : path).replaceAll('\\', '/');
}

/** JSON strings are YAML too: no name of a folder can break out of one. */
function pipelineText(folder: string): string {
  return `# Made-up product texts with a planted truth (truth.parquet). Columns beside these: source, period, shop, price.
name: coicop
data:
  partitions: ${JSON.stringify(`${escapePattern(folder)}/partitions/*.parquet`)}
  id: id
  text: [text]
  label: label
  codebook: ${JSON.stringify(`${folder}/codebook.csv`)}
`;
}

/** A folder's name is meant as it stands. */
function escapePattern(folder: string): string {
  return folder.replace(/[[\]{}()*?!+@\\]/g, '\\$&');
}

import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { Failure, fail } from '../core/failure.js';
import { matchFiles } from '../core/files/match-files.js';

const PATH_KEYS = /^data\.(partitions|codebook|correspondence)\b/;

/**
 * Does work that reads what a pipeline file names. Where a path of it leads nowhere from the project folder, but would from the folder
 * of the pipeline file, the hint of the failure says so.
 */
export async function hintingBeside<T>(pipelineFile: string, projectFolder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || !isMissingPath(error)) throw error;
    const { code, ...detail } = error.detail;
    const folder = dirname(resolve(projectFolder, pipelineFile));
    if (isAbsolute(detail.got) || folder === projectFolder || !leadsSomewhere(detail.got, folder)) throw error;
    const there = `-C ${relative(projectFolder, folder)} ${basename(pipelineFile)}`;
    const hint = `relative paths start at ${projectFolder}; it is there from the folder of the pipeline file: write ${there}`;
    throw fail(code, { ...detail, hint }, error);
  }
}

function isMissingPath({ detail: { code, where } }: Failure): boolean {
  return (code === 'data.no-match' || code === 'usage.missing-file') && PATH_KEYS.test(where);
}

function leadsSomewhere(pattern: string, folder: string): boolean {
  try {
    return matchFiles([pattern], folder).files.length > 0;
  } catch {
    return false;
  }
}

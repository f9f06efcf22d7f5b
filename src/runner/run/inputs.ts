import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Source } from '../../artifacts/source.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { Json } from '../../core/canonical-json.js';
import { type Digest, digestFile, digestJson } from '../../core/digest.js';
import type { FolderValues } from '../../core/folder-values.js';
import type { EarlierSplitFile } from '../earlier-split.js';

/** One file that a run read. */
export interface InputFile {
  readonly role: 'partition' | 'codebook' | 'correspondence' | 'split' | 'suite';
  /** As in the configuration: relative to the project folder, or absolute. */
  readonly path: string;
  readonly digest: Digest;
  readonly byteCount: number;
  /** Columns that its folders add. */
  readonly folderValues?: FolderValues;
  /** The run that an earlier split comes from. */
  readonly run?: string;
}

/** Every file that the run reads: partitions in their order, the codebook, the correspondence, the split that is continued. */
export async function inputsOf(
  source: Source,
  { data }: PipelineConfig,
  earlier: EarlierSplitFile | null,
  projectFolder: string,
): Promise<readonly InputFile[]> {
  const inputs = source.partitions.map(
    ({ path, digest, byteCount, folderValues }): InputFile => ({
      role: 'partition',
      path,
      digest,
      byteCount,
      ...(folderValues === undefined ? {} : { folderValues }),
    }),
  );
  const add = (role: InputFile['role'], path: string | null, digest: Digest | null | undefined): void => {
    if (path === null || digest == null) return;
    inputs.push({ role, path, digest, byteCount: statSync(resolve(projectFolder, path), { throwIfNoEntry: false })?.size ?? 0 });
  };
  add('codebook', data.codebook, source.codebookDigest);
  add('correspondence', data.correspondence, source.correspondenceDigest);
  if (earlier !== null) {
    const { run, file } = earlier;
    inputs.push({ role: 'split', path: relative(projectFolder, file), digest: await digestFile(file), byteCount: statSync(file).size, run });
  }
  return inputs;
}

/**
 * What a run is about to do, in one digest: its settings and its input bytes. Left out is what cannot change a result:
 * workers, memory, the engine, and where the files lie, but for folder names that are read as columns.
 */
export function planDigest(config: PipelineConfig, inputs: readonly InputFile[]): Digest {
  const { resources: _resources, engine: _engine, ...settings } = config;
  return digestJson({
    settings: settings as unknown as Json,
    inputs: inputs.map(({ role, digest, folderValues }) => [role, digest, ...(folderValues === undefined ? [] : [folderValues])]),
  });
}

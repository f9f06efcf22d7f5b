import { statSync } from 'node:fs';
import type { Source } from '../artifacts/source.js';
import type { PipelineConfig } from '../config/pipeline-config.js';
import type { Json } from '../core/canonical-json.js';
import { type Digest, digestJson } from '../core/digest.js';

/** One file that a run read. */
export interface InputFile {
  readonly role: 'partition' | 'codebook';
  /** As in the configuration: relative to the working directory, or absolute. */
  readonly path: string;
  readonly digest: Digest;
  readonly byteCount: number;
}

/** Every file that the source stage read, partitions in their order. */
export function inputsOf(source: Source, config: PipelineConfig): readonly InputFile[] {
  const partitions = source.partitions.map(({ path, digest, byteCount }): InputFile => ({ role: 'partition', path, digest, byteCount }));
  const { codebook } = config.data;
  if (codebook === null || source.codebookDigest === null) return partitions;
  const byteCount = statSync(codebook, { throwIfNoEntry: false })?.size ?? 0;
  return [...partitions, { role: 'codebook', path: codebook, digest: source.codebookDigest, byteCount }];
}

/**
 * What a run is about to do, in one digest: its settings and its input bytes. Left out is what cannot change a result:
 * workers, memory, the engine, and where the files lie.
 */
export function planDigest(config: PipelineConfig, inputs: readonly InputFile[]): Digest {
  const { resources: _resources, engine: _engine, ...settings } = config;
  return digestJson({ settings: settings as unknown as Json, inputs: inputs.map(({ role, digest }) => [role, digest]) });
}

import { basename } from 'node:path';
import type { Source } from '../artifacts/source.js';
import type { PipelineConfig } from '../config/pipeline-config.js';
import type { Environment } from './environment.js';
import { type InputFile, inputsOf } from './inputs.js';
import type { StageContext } from './stage.js';

/**
 * Where a model comes from, as recorded in its bundle: enough to run it again without the workspace. `results` are the
 * digests that a reproduction must reach.
 */
export interface RunOrigin {
  readonly run: string;
  readonly config: PipelineConfig;
  readonly inputs: readonly InputFile[];
  readonly workingDirectory: string;
  readonly environment: Environment | null;
  readonly results: { readonly splitDigest: string };
}

/** The origin of the bundle that a stage is about to write. */
export function originOf(context: StageContext, source: Source, splitDigest: string): RunOrigin {
  return {
    run: basename(context.runFolder),
    config: context.config,
    inputs: inputsOf(source, context.config),
    workingDirectory: process.cwd(),
    environment: context.environment ?? null,
    results: { splitDigest },
  };
}

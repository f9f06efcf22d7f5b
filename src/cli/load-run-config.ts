import { loadPipeline } from '../config/load-pipeline.js';
import type { PipelineConfig } from '../config/pipeline-config.js';
import type { GlobalOptions } from './command.js';

/** The pipeline of a command line: the file, then `key=value` settings, then `--workers` and `--memory`. */
export async function loadRunConfig(file: string, settings: readonly string[], options: GlobalOptions): Promise<PipelineConfig> {
  return loadPipeline(file, runSettings(settings, options), options.projectFolder);
}

/** All settings of a command line as `key=value`, the options last. */
export function runSettings(settings: readonly string[], { workers, memory }: GlobalOptions): readonly string[] {
  return [
    ...settings,
    ...(workers === undefined ? [] : [`resources.workers=${workers}`]),
    ...(memory === undefined ? [] : [`resources.memory=${memory}`]),
  ];
}

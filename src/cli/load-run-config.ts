import { loadPipeline } from '../config/load-pipeline.js';
import type { PipelineConfig } from '../config/pipeline-config.js';
import type { GlobalOptions } from './command.js';

/** The pipeline of a command line: the file, then `key=value` settings, then `--workers` and `--memory`. */
export async function loadRunConfig(file: string, settings: readonly string[], { workers, memory }: GlobalOptions): Promise<PipelineConfig> {
  const fromOptions = [
    ...(workers === undefined ? [] : [`resources.workers=${workers}`]),
    ...(memory === undefined ? [] : [`resources.memory=${memory}`]),
  ];
  return loadPipeline(file, [...settings, ...fromOptions]);
}

import { loadSourcedPipeline, type SourcedPipeline } from '../config/load-pipeline.js';
import type { PipelineConfig } from '../config/pipeline-config.js';
import type { CommandInput, GlobalOptions } from './command.js';

type Caller = Pick<CommandInput, 'global' | 'environment'>;

/**
 * The pipeline of a command line: the file, then `key=value` settings, then `--workers` and `--memory`; the settings of an earlier run
 * where `search.from` names one.
 */
export async function loadRunConfig(file: string, settings: readonly string[], caller: Caller): Promise<PipelineConfig> {
  const { config } = await loadAskedConfig(file, settings, caller);
  if (config.search.from === undefined) return config;
  // It brings the flow with it, which takes a moment to load.
  const { freezeSearch } = await import('../app/plan/freeze-search.js');
  return freezeSearch(config, caller.global.workspace);
}

/** The same as it was asked for, and what it was made of. */
export function loadAskedConfig(file: string, settings: readonly string[], { global, environment }: Caller): Promise<SourcedPipeline> {
  return loadSourcedPipeline(file, runSettings(settings, global), { folder: global.projectFolder, environment });
}

/** All settings of a command line as `key=value`, the options last. */
function runSettings(settings: readonly string[], { workers, memory }: GlobalOptions): readonly string[] {
  return [
    ...settings,
    ...(workers === undefined ? [] : [`resources.workers=${workers}`]),
    ...(memory === undefined ? [] : [`resources.memory=${memory}`]),
  ];
}

import type { PipelineConfig } from './pipeline-config.js';

/** A column of the partitions that suites select test rows by, and the config path that names it first. */
export interface SuiteColumn {
  readonly name: string;
  readonly key: string;
}

/** The columns that suites select test rows by, each once, in the order of the suites. */
export function suiteColumns({ evaluate }: Pick<PipelineConfig, 'evaluate'>): readonly SuiteColumn[] {
  const columns = new Map<string, SuiteColumn>();
  for (const [suite, settings] of Object.entries(evaluate?.suites ?? {})) {
    if (!('column' in settings) || columns.has(settings.column)) continue;
    columns.set(settings.column, { name: settings.column, key: `evaluate.suites.${suite}.column` });
  }
  return [...columns.values()];
}

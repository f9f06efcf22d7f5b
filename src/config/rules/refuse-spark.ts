import { fail } from '../../core/failure.js';
import { formatPath } from '../config-path.js';
import { estimatorSections } from '../estimator-sections.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';

/** Whether fits of a search are made by Spark itself. */
export function trainsOnSpark({ search }: Pick<PipelineConfig, 'search'>): boolean {
  return estimatorSections(search).some(({ mode }) => mode === 'spark');
}

/** Refuses to train on a Spark that nobody named. Failure: `usage.wrong-value`. */
export function refuseSparkWithoutEngine({ search, engine }: PipelineConfig, sources: ConfigSources): void {
  if (engine.kind === 'spark') return;
  const at = estimatorSections(search).findIndex(({ mode }) => mode === 'spark');
  if (at < 0) return;
  const path = search.estimators === undefined ? ['search', 'mode'] : ['search', 'estimators', at, 'mode'];
  throw fail('usage.wrong-value', {
    what: 'a search is to train on Spark, and the pipeline does not run there',
    where: `${placeOf(path, sources)}, ${formatPath(path)}`,
    got: `mode: spark with engine.kind: ${engine.kind}`,
    wanted: 'engine.kind: spark with engine.remote, or mode: exact, which ends at the same optimum',
    hint: 'engine=spark engine.remote=sc://localhost:15002 on the command line',
  });
}

import { fail } from '../../core/failure.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';

/** A split that is continued leaves nothing to repeat. Failure: `usage.wrong-value`. */
export function refuseRepeatsOfOneSplit({ evaluate, split }: PipelineConfig, sources: ConfigSources): void {
  if (evaluate?.repeats === undefined || split.from === null) return;
  throw fail('usage.wrong-value', {
    what: 'a split that is continued is the same for every seed',
    where: `${placeOf(['evaluate', 'repeats'], sources)}, evaluate.repeats`,
    got: `${evaluate.repeats} with split.from: ${split.from}`,
    wanted: 'evaluate.repeats without split.from',
  });
}

import type { PipelineConfig } from '../../config/pipeline-config.js';
import { fail } from '../../core/failure.js';
import { listVariants } from '../../stages/features/variants.js';
import { gridPoints } from '../../stages/search/grid.js';

/** The trials of a pipeline that can be run one by one: all of the grid, or none where halving chooses which are fitted in full. */
export function countTrialsAlone(config: PipelineConfig): number {
  return config.search.halving ? 0 : gridPoints(config, listVariants(config).length).length;
}

/** Fails with `usage.wrong-value` when the search has no such trial that can be run alone. */
export function requireTrial(number: number, config: PipelineConfig): void {
  if (config.search.halving) {
    throw fail('usage.wrong-value', {
      what: 'with halving no trial can be run alone: short fits of all of them choose which ones are fitted in full',
      where: 'command line: --trial',
      got: `${number}, with search.halving: true`,
      wanted: 'search.halving: false',
      hint: '--only search runs the search as one step',
    });
  }
  const count = countTrialsAlone(config);
  if (number < count) return;
  throw fail('usage.wrong-value', {
    what: 'there is no such trial',
    where: 'command line: --trial',
    got: String(number),
    wanted: count === 1 ? '0, the only one' : `0 to ${count - 1}: the grid has ${count} trials`,
  });
}

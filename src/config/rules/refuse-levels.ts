import { fail } from '../../core/failure.js';
import { type ConfigSources, placeOf } from '../origins.js';
import type { PipelineConfig } from '../pipeline-config.js';

/** Levels and parents stand in the codebook. Failure: `usage.wrong-value`. */
export function refuseLevelWithoutCodebook(config: PipelineConfig, sources: ConfigSources): void {
  if (config.data.level === null || config.data.codebook !== null) return;
  throw fail('usage.wrong-value', {
    what: 'labels cannot be cut to a level without a codebook',
    where: `${placeOf(['data', 'level'], sources)}, data.level`,
    got: `level ${config.data.level} and no data.codebook`,
    wanted: 'data.codebook, a CSV file with the columns code, title, parent',
  });
}

/** Codes have parents in the codebook alone. Failure: `usage.wrong-value`. */
export function refuseParentsWithoutCodebook({ data, review }: PipelineConfig, sources: ConfigSources): void {
  if (review.stopAtParent !== true || data.codebook !== null) return;
  throw fail('usage.wrong-value', {
    what: 'codes have no parents without a codebook',
    where: `${placeOf(['review', 'stopAtParent'], sources)}, review.stopAtParent`,
    got: 'true and no data.codebook',
    wanted: 'data.codebook, a CSV file with the columns code, title, parent',
  });
}

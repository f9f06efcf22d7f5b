import type { FeaturesConfig } from '../../config/pipeline-config.js';
import { log } from '../../kernels/math.js';

/** Times up to here are looked up; hardly a text has an n-gram more often. */
export const TABULATED = 256;

/** t' of an n-gram that occurs t ≥ 1 times in a text (`features.termWeight`): t, 1 + ln t, √t or 1. */
export function weighTimes(termWeight: FeaturesConfig['termWeight'], times: number): number {
  switch (termWeight) {
    case 'count':
      return times;
    case 'log':
      return 1 + log(times);
    case 'sqrt':
      return Math.sqrt(times);
    case 'binary':
      return 1;
  }
}

/** t' by t, for t below `TABULATED`. */
export function tabulateWeights(termWeight: FeaturesConfig['termWeight']): Float64Array {
  return Float64Array.from({ length: TABULATED }, (_, times) => weighTimes(termWeight, times));
}

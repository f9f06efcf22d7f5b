import { fail } from '../core/failure.js';
import { formatSize, groupThousands } from '../core/size.js';
import type { ForecastInput, RunForecast } from './forecast.js';
import { largestVariant } from './run-scale.js';

/**
 * Refuses a run that cannot fit: `resources.memory` with the figure and two ways out. A fit of one model has to fit into the
 * share of the kernels; all that is needed has to fit into the promise.
 */
export function refuseForecast({ sizes, leastMemoryBytes, parts }: RunForecast, { limits, memoryBytes }: ForecastInput): void {
  const fit = parts.find(({ isOneFit }) => isOneFit)?.byteCount ?? 0;
  const missing = Math.max(leastMemoryBytes - memoryBytes, (fit - limits.kernelBytes) * 2);
  if (missing <= 0) return;
  const { featureCount } = largestVariant(sizes);
  const kept = Math.max(16, Math.floor((featureCount * (fit - Math.min(fit, missing))) / Math.max(1, fit)));
  // Fewer features would not help where the fits take nothing.
  const orFewer = fit === 0 ? '' : `, or keep fewer features: features.maxFeatures=${kept} or a larger features.minDocumentFrequency`;
  throw fail('resources.memory', {
    what: 'the run cannot fit in the memory',
    where: 'resources.memory (--memory)',
    got: `${formatSize(memoryBytes)}, where ${groupThousands(featureCount)} features × ${groupThousands(sizes.codeCount)} codes over ${groupThousands(sizes.rowCount)} rows${
      sizes.isExact ? '' : ' (estimated from a sample of the texts)'
    } need at least ${formatSize(memoryBytes + missing)}${fit === 0 ? '' : `, ${formatSize(fit)} of it for one fit`}`,
    wanted: 'a run that fits',
    hint: `give --memory ${sizeArgument(memoryBytes + missing)}${orFewer}`,
  });
}

/** A size that `--memory` takes, rounded up to a tenth of a GiB. */
function sizeArgument(byteCount: number): string {
  return `${Math.ceil((byteCount / 2 ** 30) * 10) / 10}GiB`;
}

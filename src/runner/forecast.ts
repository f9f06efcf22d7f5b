import { fail } from '../core/failure.js';
import { formatSize } from '../core/size.js';
import { largestVariant, type MemoryLimits, type MemoryPart, memoryParts, ONE_TRIAL, type SearchShape } from './forecast-memory.js';
import { forecastDisk, machineFactor, plainStageSeconds } from './forecast-work.js';
import type { RunSizes } from './run-sizes.js';

/** What a run is expected to take at most. */
export interface Forecast {
  /** Resident memory of the process tree. */
  readonly peakMemoryBytes: number;
  /** New bytes in the workspace. */
  readonly diskBytes: number;
  readonly seconds: number;
}

/** A forecast with what it was made of. */
export interface RunForecast extends Forecast {
  readonly parts: readonly MemoryPart[];
  /** What the run cannot do without, whatever is spilled or done one after the other. */
  readonly leastMemoryBytes: number;
  /** Seconds on the machine that the constants were measured on: what later runs are compared with. */
  readonly plainSeconds: number;
  /** `seconds` by stage. */
  readonly stageSeconds: Readonly<Record<string, number>>;
  readonly sizes: RunSizes;
}

/** How far a forecast was off: forecast divided by truth, so that 1.3 is 30 % above it. Null where the truth is 0. */
export function forecastRatios(forecast: Forecast, truth: Forecast): { readonly [K in keyof Forecast]: number | null } {
  const ratio = (expected: number, measured: number): number | null => (measured === 0 ? null : expected / measured);
  return {
    peakMemoryBytes: ratio(forecast.peakMemoryBytes, truth.peakMemoryBytes),
    diskBytes: ratio(forecast.diskBytes, truth.diskBytes),
    seconds: ratio(forecast.seconds, truth.seconds),
  };
}

/** What a forecast is made of. */
export interface ForecastInput {
  readonly sizes: RunSizes;
  readonly search: SearchShape;
  readonly limits: MemoryLimits;
  /** The promise of memory. */
  readonly memoryBytes: number;
  /** Stages whose work, or some of it, is not stored. */
  readonly stagesToRun: readonly string[];
  /** Earlier runs on this machine. */
  readonly earlier: readonly { readonly seconds: number; readonly plainSeconds: number }[];
}

/**
 * What a run takes: parts by sizes and measured constants. The peak is the sum of all parts, each within its own limit (that of
 * DuckDB, the share of the kernels). It may exceed the promise of memory: what a stage is done with is not given back at once.
 */
export function forecastRun(input: ForecastInput): RunForecast {
  const { sizes, search, limits, stagesToRun, earlier } = input;
  const runs = (stage: string): boolean => stagesToRun.includes(stage);
  const parts = memoryParts(sizes, search, limits, runs);
  const sum = (some: readonly MemoryPart[]): number => some.reduce((total, { byteCount }) => total + byteCount, 0);
  const leastMemoryBytes = sum(parts.filter(({ needed }) => needed));
  const byStage = plainStageSeconds(sizes, search, limits, runs);
  const plain = Object.values(byStage).reduce((total, seconds) => total + seconds, 0);
  const factor = machineFactor(earlier);
  return {
    peakMemoryBytes: sum(parts),
    diskBytes: forecastDisk(sizes, search, limits, runs),
    seconds: plain * factor,
    stageSeconds: Object.fromEntries(Object.entries(byStage).map(([stage, seconds]) => [stage, seconds * factor])),
    parts,
    leastMemoryBytes,
    plainSeconds: plain,
    sizes,
  };
}

/**
 * Refuses a run that cannot fit: `resources.memory` with the figure and two ways out. A fit of one model has to fit into the
 * share of the kernels; all that is needed has to fit into the promise.
 */
export function refuseForecast({ sizes, leastMemoryBytes, parts }: RunForecast, { limits, memoryBytes }: ForecastInput): void {
  const fit = parts.find(({ what }) => what === ONE_TRIAL)?.byteCount ?? 0;
  const missing = Math.max(leastMemoryBytes - memoryBytes, (fit - limits.kernelBytes) * 2);
  // Fewer features would not help where the fits take nothing.
  if (missing <= 0 || fit === 0) return;
  const { featureCount } = largestVariant(sizes.variants);
  const kept = Math.max(16, Math.floor((featureCount * (fit - Math.min(fit, missing))) / Math.max(1, fit)));
  throw fail('resources.memory', {
    what: 'the run cannot fit in the memory',
    where: 'resources.memory (--memory)',
    got: `${formatSize(memoryBytes)}, where ${formatCount(featureCount)} features × ${formatCount(sizes.codeCount)} codes over ${formatCount(sizes.rowCount)} rows${
      sizes.isExact ? '' : ' (estimated from a sample of the texts)'
    } need at least ${formatSize(memoryBytes + missing)}, ${formatSize(fit)} of it for one fit`,
    wanted: 'a run that fits',
    hint: `give --memory ${sizeArgument(memoryBytes + missing)}, or keep fewer features: features.maxFeatures=${kept} or a larger features.minDocumentFrequency`,
  });
}

/** A size that `--memory` takes, rounded up to a tenth of a GiB. */
function sizeArgument(byteCount: number): string {
  return `${Math.ceil((byteCount / 2 ** 30) * 10) / 10}GiB`;
}

function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

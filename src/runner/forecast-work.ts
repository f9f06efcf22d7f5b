import { strideOf } from '../kernels/linear-layout.js';
import { largestVariant, type SearchShape } from './forecast-memory.js';
import type { RunSizes } from './run-sizes.js';

// Bytes in the store and the run folder, measured on the same four data sets as the memory.
const PREPARED_ROW_BYTES = 310;
const SPLIT_ROW_BYTES = 100;
/** An n-gram of a row as counted, before any is cut; and as an entry of the matrix. */
const COUNT_BYTES = 7.5;
const ENTRY_BYTES = 8.1;
const KEY_BYTES = 38;
/** Bundles leave out weights of zero: measured 0.57 to 1 of them are left, twice, in the store and in the run folder. */
const BUNDLE_SHARE = 1;
/** Report, tables of the run, records of the store. */
const RUN_BYTES = 3e6;

/** New bytes in the workspace: stored artifacts and the run folder. Space that is used on the way and given back is not in it. */
export function forecastDisk(sizes: RunSizes, search: SearchShape, runs: (stage: string) => boolean): number {
  const { rowCount, codeCount, variants } = sizes;
  let bytes = RUN_BYTES + SPLIT_ROW_BYTES * rowCount;
  if (runs('prepare')) bytes += PREPARED_ROW_BYTES * rowCount;
  if (runs('split')) bytes += SPLIT_ROW_BYTES * rowCount;
  if (runs('features')) {
    for (const { entryCount, keyCount, countedCount } of variants)
      bytes += COUNT_BYTES * countedCount + ENTRY_BYTES * entryCount + KEY_BYTES * keyCount;
  }
  const { featureCount, keyCount } = largestVariant(variants);
  const weights = search.estimator === 'majority' ? 0 : 4 * strideOf(codeCount) * featureCount;
  const bundle = BUNDLE_SHARE * weights + KEY_BYTES * keyCount;
  if (runs('train')) bytes += weights;
  return Math.ceil(bytes + (runs('bundle') ? 2 : 1) * bundle);
}

// Seconds on one core of a 2-core x64 machine at 2.5 GHz; `machineFactor` tells what another one makes of them.
const START_SECONDS = 2.3;
const PREPARE_ROW_SECONDS = 45e-6;
const SPLIT_ROW_SECONDS = 15e-6;
const COUNTED_SECONDS = 0.45e-6;
/** Products of a matrix entry and a weight that a pass makes in a second; scoring alone takes half as long. */
const PRODUCTS_PER_SECOND = 0.8e9;
const FAST_PASSES = 6;
const EXACT_PASSES = 60;
const FINISH_SECONDS = 2;

/** Seconds on the machine that the constants are of. */
export function plainSeconds(sizes: RunSizes, search: SearchShape, maxPasses: number, workerCount: number, runs: (stage: string) => boolean): number {
  const { rowCount, codeCount, variants, trainCount, validationCount, heldOutCount } = sizes;
  let seconds = START_SECONDS;
  if (runs('prepare')) seconds += (PREPARE_ROW_SECONDS * rowCount) / workerCount;
  if (runs('split')) seconds += (SPLIT_ROW_SECONDS * rowCount) / workerCount;
  if (runs('features')) seconds += variants.reduce((sum, { countedCount }) => sum + (COUNTED_SECONDS * countedCount) / workerCount, 0);
  if (search.estimator === 'majority') return seconds + FINISH_SECONDS;
  const { entryCount } = largestVariant(variants);
  const rowSeconds = ((entryCount / Math.max(1, rowCount)) * strideOf(codeCount)) / PRODUCTS_PER_SECOND / workerCount;
  const passes = Math.min(maxPasses, search.mode === 'fast' ? FAST_PASSES : EXACT_PASSES);
  const passSeconds = rowSeconds * (trainCount + validationCount / 2);
  const fitSeconds = (part: number | null): number => (part === null ? passes * passSeconds : rowSeconds * (trainCount / part + validationCount / 2));
  if (runs('search')) seconds += search.foldCount * search.steps.reduce((sum, { fits, part }) => sum + fits * fitSeconds(part), 0);
  // The certificate is two passes in double width.
  if (runs('train')) seconds += (passes + 4) * passSeconds;
  if (runs('evaluate')) seconds += (rowSeconds * heldOutCount) / 2;
  return seconds + FINISH_SECONDS;
}

/** The middle of how earlier runs compared with `plainSeconds`: measured divided by plain; 1 without any. */
export function machineFactor(earlier: readonly { readonly seconds: number; readonly plainSeconds: number }[]): number {
  const factors = earlier.filter((run) => run.plainSeconds > 0).map((run) => run.seconds / run.plainSeconds);
  factors.sort((a, b) => a - b);
  return factors[factors.length >> 1] ?? 1;
}

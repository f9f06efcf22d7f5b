import { fullWeightsSize } from '../linear/full-weights.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { SvmSettings } from './settings.js';

/** Codes that are fitted in one walk over the rows: enough that a row is worth fetching, few enough that all workers have some. */
const SLICE_CODES = 16;
/** Products of a matrix entry and a weight that a worker makes in a second in f64; each is met twice a pass. */
const PRODUCTS_PER_SECOND = 1e9;
/** Passes until all codes are within the tolerance by default. */
const USUAL_PASSES = 24;

/** Codes that are fitted together. */
export function codeSlices(codeCount: number): { first: number; last: number }[] {
  return Array.from({ length: Math.ceil(codeCount / SLICE_CODES) }, (_, slice) => {
    return { first: slice * SLICE_CODES, last: Math.min(codeCount, (slice + 1) * SLICE_CODES) };
  });
}

/** The weights, and what a worker has of its codes: weights and their gradient in f64, and a number a row. */
export function svmSize(settings: readonly SvmSettings[], sizes: FitSizes, limits: SizeLimits): KindSize {
  const { codeCount, featureCount, entryCount, trainCount, rowCount } = sizes;
  const atOnce = Math.min(codeSlices(codeCount).length, limits.workerCount);
  const sliceCodes = Math.min(SLICE_CODES, codeCount);
  const passes = settings.reduce((sum, { maxPasses }) => sum + Math.min(maxPasses, USUAL_PASSES), 0) / settings.length;
  const products = ((2.5 * entryCount * trainCount) / Math.max(1, rowCount)) * codeCount;
  const fitSeconds = (passes * products) / PRODUCTS_PER_SECOND / limits.workerCount;
  return fullWeightsSize(sizes, limits, { workBytes: 8 * sliceCodes * (2 * featureCount + trainCount) * atOnce, fitSeconds });
}

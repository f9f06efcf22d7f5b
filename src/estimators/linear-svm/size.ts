import { machineBytes } from '../../ml/margin/fit-machine.js';
import { fullWeightsSize } from '../linear/full-weights.js';
import { copiedRowBytes } from '../rows-in-memory.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { SvmSettings } from './settings.js';

/** Codes that are fitted in one task: enough that rows are not looked up too often, few enough that all workers have some. */
const SLICE_CODES = 16;
/** Products of a matrix entry and a weight that a worker makes in a second in f64; each is met twice a pass. */
const PRODUCTS_PER_SECOND = 4e8;
/** Passes over all rows that a code takes by default, most of them over a part of the rows. */
const USUAL_PASSES = 7;

/** Codes that are fitted together. */
export function codeSlices(codeCount: number): { first: number; last: number }[] {
  return Array.from({ length: Math.ceil(codeCount / SLICE_CODES) }, (_, slice) => {
    return { first: slice * SLICE_CODES, last: Math.min(codeCount, (slice + 1) * SLICE_CODES) };
  });
}

/** The weights, what each worker holds to fit its codes, and the rows where they have to be read into memory. */
export function svmSize(settings: readonly SvmSettings[], sizes: FitSizes, limits: SizeLimits): KindSize {
  const { codeCount, featureCount, entryCount, trainCount, rowCount } = sizes;
  const atOnce = Math.min(codeSlices(codeCount).length, limits.workerCount);
  const workBytes = atOnce * machineBytes({ featureCount, rowCount: trainCount }) + copiedRowBytes(sizes, limits);
  const passes = settings.reduce((sum, { maxPasses }) => sum + Math.min(maxPasses, USUAL_PASSES), 0) / settings.length;
  const products = ((2 * entryCount * trainCount) / Math.max(1, rowCount)) * codeCount;
  const fitSeconds = (passes * products) / PRODUCTS_PER_SECOND / limits.workerCount;
  return fullWeightsSize(sizes, limits, { workBytes, fitSeconds });
}

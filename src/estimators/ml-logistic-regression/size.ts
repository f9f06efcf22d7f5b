import { denseBytes } from '../dense/dense-rows.js';
import { fullWeightBytes, fullWeightsSize } from '../linear/full-weights.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { MlLogisticSettings } from './settings.js';

/** Codes that a worker fits at a time; the package fits one more, of all others. Decides no bit. */
const SLICE_CODES = 8;
/** Matrices that are held at a time: the rows, and the transposed ones that each step makes anew before the last are gone. */
const HELD_MATRICES = 4;
/** Products that a worker makes in a second. */
const PRODUCTS_PER_SECOND = 1e8;

/** The codes first … last−1 that are fitted together. */
export function codeSlices(codeCount: number): readonly { readonly first: number; readonly last: number }[] {
  return Array.from({ length: Math.ceil(codeCount / SLICE_CODES) }, (_, slice) => ({
    first: slice * SLICE_CODES,
    last: Math.min(codeCount, (slice + 1) * SLICE_CODES),
  }));
}

/** Columns of the dense rows: the features that are read, and a constant, whose weight is the intercept. */
export function columnsOf({ denseFeatures }: Pick<MlLogisticSettings, 'denseFeatures'>, featureCount: number): number {
  return Math.min(denseFeatures, featureCount) + 1;
}

/** Bytes of the dense rows of a fit, as each worker at work holds them. */
export function workBytes(rowCount: number, columnCount: number, codeCount: number, workerCount: number): number {
  return HELD_MATRICES * denseBytes(rowCount, columnCount) * Math.min(workerCount, codeSlices(codeCount).length);
}

/** Dense rows on every worker beside the weights: bytes of the largest that is tried, seconds of the mean. */
export function mlLogisticSize(settings: readonly MlLogisticSettings[], sizes: FitSizes, limits: SizeLimits): KindSize {
  const { trainCount, codeCount, featureCount } = sizes;
  const bytes = settings.map((one) => workBytes(trainCount, columnsOf(one, featureCount), codeCount, limits.workerCount));
  const products = settings.map((one) => 2 * one.steps * trainCount * columnsOf(one, featureCount) * (codeCount + codeSlices(codeCount).length));
  const mean = products.reduce((sum, own) => sum + own, 0) / settings.length;
  const size = fullWeightsSize(sizes, limits, {
    workBytes: Math.max(0, ...bytes),
    fitSeconds: mean / PRODUCTS_PER_SECOND / limits.workerCount,
  });
  return { ...size, modelBytes: fullWeightBytes(sizes) };
}

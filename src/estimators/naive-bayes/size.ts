import { fullWeightsSize } from '../linear/full-weights.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { NaiveBayesSettings } from './settings.js';

/** Counts that a worker holds at a time, of 8 bytes: decides how often rows are read, and no bit. */
const SLICE_COUNTS = 2 ** 22;
/** Entries that a worker reads in a second, and weights that it makes of counts. */
const ENTRIES_PER_SECOND = 1e8;
const WEIGHTS_PER_SECOND = 1e8;

/** Features that are counted together. */
export function featureSlices({ featureCount, codeCount }: Pick<FitSizes, 'featureCount' | 'codeCount'>): { first: number; last: number }[] {
  const length = Math.max(1, Math.floor(SLICE_COUNTS / codeCount));
  const sliceCount = Math.ceil(featureCount / length);
  return Array.from({ length: sliceCount }, (_, slice) => ({ first: slice * length, last: Math.min(featureCount, (slice + 1) * length) }));
}

/** Weights of all features and codes, and the counts that workers hold beside them. */
export function naiveBayesSize(_settings: readonly NaiveBayesSettings[], sizes: FitSizes, limits: SizeLimits): KindSize {
  const { featureCount, codeCount, entryCount, trainCount, rowCount } = sizes;
  const slices = featureSlices(sizes).length;
  const counted = Math.min(SLICE_COUNTS, featureCount * codeCount);
  const entries = (entryCount * trainCount) / Math.max(1, rowCount);
  const seconds = ((slices * entries) / ENTRIES_PER_SECOND + (featureCount * codeCount) / WEIGHTS_PER_SECOND) / limits.workerCount;
  return fullWeightsSize(sizes, limits, {
    workBytes: 8 * counted * Math.min(slices, limits.workerCount),
    fitSeconds: seconds,
  });
}

import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { LookupSettings } from './settings.js';

/** Entries that are gathered in a second, on one thread, and entries of texts that a worker meets in a second when it looks up. */
const GATHERED_PER_SECOND = 1e7;
const MET_PER_SECOND = 3e8;

/** Bytes of the texts of every feature; what is kept of a text beside its entries is little. */
export function tableBytes({ entryCount, featureCount }: Pick<FitSizes, 'entryCount' | 'featureCount'>): number {
  return 8 * entryCount + 4 * featureCount;
}

/** The texts of training, once as they come and once by feature. A look-up meets the texts of all n-grams of a text. */
export function lookupSize(_settings: readonly LookupSettings[], sizes: FitSizes, { workerCount }: SizeLimits): KindSize {
  const { entryCount, featureCount, rowCount, trainCount, validationCount, heldOutCount } = sizes;
  const entries = (entryCount * trainCount) / Math.max(1, rowCount);
  const modelBytes = tableBytes({ entryCount, featureCount });
  // As if an entry were of a feature as frequent as the mean feature of an entry: half of the entries are of frequent ones.
  const met = (entries / Math.max(1, rowCount)) * FREQUENT_SHARE * trainCount;
  const secondsOf = (rows: number): number => (rows * met) / MET_PER_SECOND / workerCount;
  const fitSeconds = entries / GATHERED_PER_SECOND;
  return {
    trialBytes: 2 * modelBytes,
    finalBytes: 2 * modelBytes,
    modelBytes,
    fileBytes: modelBytes,
    memories: () => 1,
    trialSeconds: () => fitSeconds + secondsOf(validationCount),
    finalSeconds: fitSeconds,
    scoreSeconds: secondsOf(heldOutCount),
  };
}

/** Share of the texts that an n-gram of a text is met in, on average. */
const FREQUENT_SHARE = 0.02;

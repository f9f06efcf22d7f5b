import { MAX_MEMORY_BYTES } from '../../kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, strideOf } from '../../kernels/linear-layout.js';
import { linearMemoryBytes } from '../../kernels/linear-slices.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import { GRADIENT_SHARE, PROBABILITY_SHARE } from './fit-shape.js';
import { heldCountOf, laneCountOf } from './fit-teams.js';
import type { LinearSettings } from './settings.js';

/** Products of a matrix entry and a weight that a pass makes in a second; scoring alone takes half as long. */
const PRODUCTS_PER_SECOND = 0.8e9;
/** Passes that fits make before they stop by themselves. */
const PASSES = { fast: 6, exact: 60 } as const;

/** Sizes of linear fits; those of the highest rank and the most passes that are tried. */
export function linearSize(settings: readonly LinearSettings[], sizes: FitSizes, { workerCount, freeBytes }: SizeLimits): KindSize {
  const { codeCount, featureCount, entryCount, rowCount, trainCount, validationCount, heldOutCount } = sizes;
  const mode = settings.some((one) => one.mode === 'exact') ? 'exact' : 'fast';
  const rank = settings.reduce((most, one) => Math.max(most, one.rank ?? 0), 0);
  const maxPasses = settings.reduce((most, one) => Math.max(most, one.maxPasses), 1);
  const trialBytes = fitBytes(sizes, mode, rank, false, freeBytes);
  const rowSeconds = ((entryCount / Math.max(1, rowCount)) * strideOf(codeCount)) / PRODUCTS_PER_SECOND / workerCount;
  const passes = Math.min(maxPasses, PASSES[mode]);
  const passSeconds = rowSeconds * (trainCount + validationCount / 2);
  return {
    trialBytes,
    finalBytes: fitBytes(sizes, mode, rank, true, freeBytes),
    modelBytes: 4 * strideOf(codeCount) * featureCount,
    memories: (fitCount, heldCount) => {
      const lanes = laneCountOf(trialBytes, workerCount, freeBytes);
      return Math.max(Math.min(lanes, fitCount), heldCountOf(trialBytes, heldCount, lanes, freeBytes));
    },
    trialSeconds: (part) => (part === null ? passes * passSeconds : rowSeconds * (trainCount / part + validationCount / 2)),
    // The certificate is two passes in double width.
    finalSeconds: (passes + 4) * passSeconds,
    scoreSeconds: (rowSeconds * heldOutCount) / 2,
  };
}

/** Kernel memory of one fit: as `shapeOf` has it, with the mean batch made half as large again. */
function fitBytes(sizes: FitSizes, mode: 'fast' | 'exact', rank: number, certify: boolean, free: number): number {
  const { codeCount, rowCount, trainCount, featureCount, entryCount } = sizes;
  const stride = strideOf(codeCount);
  const batchEntries = Math.ceil(((1.5 * entryCount) / Math.max(1, rowCount)) * BATCH_DOCUMENTS);
  const exact = mode === 'exact';
  const gradientRows = certify || exact ? Math.max(1, Math.min(featureCount, Math.floor((GRADIENT_SHARE * free) / (8 * stride)))) : 0;
  const keeps = 4 * stride * trainCount <= PROBABILITY_SHARE * Math.min(free, MAX_MEMORY_BYTES);
  const probabilityDocuments = exact ? (keeps ? Math.ceil(trainCount / BATCH_DOCUMENTS) * BATCH_DOCUMENTS : BATCH_DOCUMENTS) : 0;
  return linearMemoryBytes({ featureCount, classCount: codeCount, batchEntries, gradientRows, probabilityDocuments, rank });
}

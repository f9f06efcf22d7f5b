import { strideOf } from '../../kernels/linear-layout.js';
import { doesNotFit } from '../does-not-fit.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import { ROW_CODECS } from './stored/rounded-rows.js';

/** Products of a matrix entry and a weight that a worker makes in a second when it scores rows. */
const PRODUCTS_PER_SECOND = 1.6e9;

type WeightSizes = Pick<FitSizes, 'featureCount' | 'codeCount'>;

/** Bytes of one weight a feature and code, as fits and scorers hold them. */
export function fullWeightBytes({ featureCount, codeCount }: WeightSizes): number {
  return 4 * strideOf(codeCount) * featureCount;
}

/** What the fits of a kind take beside the weights. */
export interface FitWork {
  /** Memory at work beside the weights. */
  readonly workBytes: number;
  readonly fitSeconds: number;
}

/** What fits take that leave one weight a feature and code, made one after the other by all workers. */
export function fullWeightsSize(sizes: FitSizes, { workerCount }: SizeLimits, { workBytes, fitSeconds }: FitWork): KindSize {
  const weightBytes = fullWeightBytes(sizes);
  const { codeCount, featureCount, entryCount, rowCount, validationCount, heldOutCount, numberType } = sizes;
  const secondsOfRows = (rows: number): number =>
    ((entryCount / Math.max(1, rowCount)) * rows * strideOf(codeCount)) / PRODUCTS_PER_SECOND / workerCount;
  return {
    trialBytes: weightBytes + workBytes,
    finalBytes: weightBytes + workBytes,
    modelBytes: weightBytes,
    fileBytes: ROW_CODECS[numberType].make(0).BYTES_PER_ELEMENT * strideOf(codeCount) * featureCount,
    memories: () => 1,
    trialSeconds: () => fitSeconds + secondsOfRows(validationCount),
    finalSeconds: fitSeconds,
    scoreSeconds: secondsOfRows(heldOutCount),
  };
}

/** `resources.memory` when so many weights are more than fits may take. */
export function requireRoom(sizes: WeightSizes, kernelBytes: number): void {
  const byteCount = fullWeightBytes(sizes);
  if (byteCount > kernelBytes) throw doesNotFit(sizes, byteCount, kernelBytes);
}

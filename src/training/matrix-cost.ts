import { type MemoryPart, neededPart, yieldingPart } from '../forecast/cost.js';
import { largestVariant, type RunScale } from '../forecast/run-scale.js';
import { MATRIX_SHARE } from './open-matrix.js';
import { ORDER_SHARE } from './order-in-memory.js';

/** An order, its labels, row weights, and places on the way. */
const ORDER_BYTES = 4 + 4 + 4 + 4;

/** What the largest matrix of a run takes of the shared memory when it is open, and whether that is all of it. */
export function openMatrixSize({ sizes, limits }: RunScale): { readonly inMemory: boolean; readonly byteCount: number } {
  const offsets = 4 * sizes.rowCount;
  const whole = 8 * largestVariant(sizes).entryCount + offsets;
  const inMemory = whole <= MATRIX_SHARE * limits.kernelBytes;
  return { inMemory, byteCount: inMemory ? whole : offsets };
}

/** Rows to fit: the matrix, and the order in which they are read with a weight for each class weighting. `stage` opens them first. */
export function trainingRowsParts(stage: string, run: RunScale): readonly MemoryPart[] {
  const { trainCount, validationCount } = run.sizes;
  const { inMemory, byteCount } = openMatrixSize(run);
  const laidOut = laidOutBytes(run);
  const order = ORDER_BYTES * (trainCount + validationCount);
  const weights = 4 * trainCount * run.search.classWeightCount;
  return [
    yieldingPart(stage, inMemory ? 'feature matrix' : 'offsets of the feature matrix (on disk)', byteCount),
    neededPart(stage, 'training order and weights of the rows', order + weights),
    ...(laidOut > 0 ? [yieldingPart(stage, 'rows laid out in training order', laidOut)] : []),
  ];
}

/** What the rows of a fit take in an order of their own; 0 where they are visited as they lie, or on disk. */
export function laidOutBytes(run: RunScale): number {
  const { trainCount, validationCount, rowCount } = run.sizes;
  const { inMemory, byteCount } = openMatrixSize(run);
  const bytes = (byteCount * (trainCount + validationCount)) / Math.max(1, rowCount);
  return inMemory && bytes <= ORDER_SHARE * run.limits.kernelBytes ? bytes : 0;
}

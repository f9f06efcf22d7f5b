import { kindOf } from '../estimators/kinds.js';
import type { KindSize } from '../estimators/size.js';
import { largestVariant, type RunScale, type SearchStep } from '../forecast/run-scale.js';
import { openMatrixSize } from './matrix-cost.js';

/** A kind of the search with what its fits take. */
export interface SizedKind {
  readonly steps: readonly SearchStep[];
  readonly size: KindSize;
}

/** Asks each kind of the search what its fits take over the largest variant, beside the open matrix. */
export function kindSizes(run: RunScale): readonly SizedKind[] {
  const { limits, sizes, search } = run;
  const { rowCount, trainCount, validationCount, heldOutCount, codeCount } = sizes;
  const { featureCount, entryCount } = largestVariant(sizes);
  const { numberType = 'f32' } = search;
  const fit = { rowCount, trainCount, validationCount, heldOutCount, codeCount, featureCount, entryCount, numberType };
  const { inMemory, byteCount } = openMatrixSize(run);
  const own = { workerCount: limits.workerCount, freeBytes: limits.kernelBytes - byteCount, rowsInMemory: inMemory };
  return search.kinds.map(({ settings, steps }) => {
    const [first] = settings;
    if (first === undefined) throw new RangeError('a kind is searched without settings');
    return { steps, size: kindOf(first).size(settings, fit, own) };
  });
}

/** The largest of something over all kinds: only one of them is chosen. */
export function largestOf(kinds: readonly SizedKind[], of: (size: KindSize) => number): number {
  return kinds.reduce((most, { size }) => Math.max(most, of(size)), 0);
}

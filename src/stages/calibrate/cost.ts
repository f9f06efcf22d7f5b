import type { KindSize } from '../../estimators/size.js';
import { fittedCountOf, foldCountOf } from '../../evaluation/calibration/pool-folds.js';
import { type Cost, type CostOf, yieldingPart } from '../../forecast/cost.js';
import type { RunScale } from '../../forecast/run-scale.js';
import { kindSizes, largestOf } from '../../training/kind-sizes.js';
import { laidOutBytes, openMatrixSize } from '../../training/matrix-cost.js';

/** Fits without a fold, which take the memory of the final one. */
export const calibrateCost: CostOf = (run) => (run.search.isCrossFitted && run.runs('calibrate') ? foldCost(run) : {});

function foldCost(run: RunScale): Cost {
  const { trainCount, validationCount, heldOutCount } = run.sizes;
  // Of the rows that are held out from the search about half calibrate.
  const pool = trainCount + validationCount + Math.ceil(heldOutCount / 2);
  const shipped = run.search.isPoolChecked ? pool : trainCount + validationCount;
  const foldCount = foldCountOf(shipped, pool);
  const once = run.search.isPoolHeldOut ? foldCount : fittedCountOf(foldCount, pool);
  // A check fits without a tenth, and without folds of the rest.
  const fits = run.search.isPoolChecked ? 2 * once + 1 : once;
  const kinds = kindSizes(run);
  const openFolds = Math.min(fits, run.limits.workerCount);
  const atOnce = (size: KindSize): number => size.memories(openFolds, 0, false) - (run.runs('train') ? 1 : 0);
  const further = largestOf(kinds, (size) => size.finalBytes * atOnce(size));
  const heldOut = (openMatrixSize(run).byteCount * once) / foldCount;
  return {
    memory: [
      ...(further > 0 ? [yieldingPart('calibrate', 'fits without a fold', further, 'final fits')] : []),
      yieldingPart('calibrate', 'rows of the folds as new texts', heldOut, 'final fits'),
      yieldingPart('calibrate', 'rows of the folds in training order', openFolds * laidOutBytes(run), 'final fits'),
    ],
    seconds: fits * largestOf(kinds, (size) => size.finalSeconds),
  };
}

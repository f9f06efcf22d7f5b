import { fittedCountOf, foldCountOf } from '../../evaluation/calibration/pool-folds.js';
import { type Cost, type CostOf, yieldingPart } from '../../forecast/cost.js';
import type { RunScale } from '../../forecast/run-scale.js';
import { kindSizes, largestOf, modelBytes } from '../../training/kind-sizes.js';
import { openMatrixSize } from '../../training/matrix-cost.js';

/**
 * The model where rows are scored, for this stage and the next: after a final fit that is the memory of the fit. And fits without a fold,
 * which take the memory of the search's where it made more than one.
 */
export const calibrateCost: CostOf = (run) => {
  const isScoredAnew = !run.runs('train') && (run.runs('calibrate') || run.runs('evaluate'));
  const bytes = modelBytes(run);
  const scored = isScoredAnew && bytes > 0 ? [yieldingPart('calibrate', 'the model where rows are scored', bytes)] : [];
  const { memory = [], ...folds } = run.search.isCrossFitted && run.runs('calibrate') ? foldCost(run) : {};
  return { memory: [...scored, ...memory], ...folds };
};

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
  const further = largestOf(kinds, (size) => size.trialBytes * (size.memories(fits, 0) - 1));
  const heldOut = (openMatrixSize(run).byteCount * once) / foldCount;
  return {
    memory: [
      ...(further > 0 ? [yieldingPart('calibrate', 'further fits without a fold', further)] : []),
      yieldingPart('calibrate', 'rows of the folds as new texts', heldOut),
    ],
    seconds: fits * largestOf(kinds, (size) => size.finalSeconds),
  };
}

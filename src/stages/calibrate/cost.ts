import { type CostOf, yieldingPart } from '../../forecast/cost.js';
import { modelBytes } from '../../training/kind-sizes.js';

/** The model where rows are scored, for this stage and the next. After a final fit that is the memory of the fit. */
export const calibrateCost: CostOf = (run) => {
  const isScoredAnew = !run.runs('train') && (run.runs('calibrate') || run.runs('evaluate'));
  const bytes = modelBytes(run);
  return isScoredAnew && bytes > 0 ? { memory: [yieldingPart('calibrate', 'the model where rows are scored', bytes)] } : {};
};

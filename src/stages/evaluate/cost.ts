import { type CostOf, yieldingPart } from '../../forecast/cost.js';
import { kindSizes, largestOf } from '../../training/kind-sizes.js';

// Measured: see `CostOf`.
/** Metrics, intervals and the report with its charting library; and what a scored row adds. */
const REPORT_BYTES = 30e6;
const JUDGED_ROW_BYTES = 150;

/** Scores of the held-out rows, and all that is told of them. */
export const evaluateCost: CostOf = (run) => {
  if (!run.runs('evaluate')) return {};
  const judged = JUDGED_ROW_BYTES * (run.sizes.heldOutCount + run.sizes.validationCount);
  return {
    memory: [yieldingPart('evaluate', 'predictions, intervals and report', REPORT_BYTES + judged, 'judging')],
    seconds: largestOf(kindSizes(run), (size) => size.scoreSeconds),
  };
};

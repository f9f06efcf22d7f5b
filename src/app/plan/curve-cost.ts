import type { CostOf } from '../../forecast/cost.js';
import { largestVariant } from '../../forecast/run-scale.js';
import { evaluateCost } from '../../stages/evaluate/cost.js';
import { featuresCost } from '../../stages/features/cost.js';
import { trainCost } from '../../stages/train/cost.js';

const REFITTED: readonly string[] = ['features', 'train', 'evaluate'];

/**
 * Time and disk of the fits on parts of the training rows: a fit takes its share of the final one, a matrix of all rows and their
 * scores what they take anyway. Their memory is that of the run itself, given back before.
 */
export const curveCost: CostOf = (run) => {
  const shares = run.search.curveShares ?? [];
  if (shares.length === 0 || !run.runs('evaluate')) return {};
  const sizes = { ...run.sizes, variants: [largestVariant(run.sizes)] };
  const again = { ...run, sizes, runs: (stage: string) => REFITTED.includes(stage) };
  const [features, train, evaluate] = [featuresCost, trainCost, evaluateCost].map((cost) => cost(again));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return {
    seconds: shares.length * ((features?.seconds ?? 0) + (evaluate?.seconds ?? 0)) + whole * (train?.seconds ?? 0),
    diskBytes: shares.length * ((features?.diskBytes ?? 0) + (train?.diskBytes ?? 0)),
  };
};

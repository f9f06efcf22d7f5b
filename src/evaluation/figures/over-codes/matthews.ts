import type { CodeCounts } from '../../../ml/code-counts.js';
import type { CodeFigure } from '../figure.js';

/**
 * MCC = (r·W − Σ_c s_c·p_c) / √((W² − Σ_c p_c²)·(W² − Σ_c s_c²)),   s = support, p = predicted, r = Σ_c right(c), W = Σ_c s_c
 *
 * the correlation of the codes given with the true ones, 0 when either is one code throughout (Gorodkin 2004, Comput. Biol. Chem.
 * 28, 367–374).
 */
export const matthews = {
  name: 'mcc',
  label: 'Matthews correlation',
  over: 'given-codes',
  differsByLabelSet: false,
  compute: correlation,
  sharedBy: 'weight',
  interval: { estimand: 'expected Matthews correlation' },
  lowest: -1,
  compares: false,
  format: 'score',
  card: { size: 'small', place: 2, note: 'of given and true codes; 0 is chance' },
} as const satisfies CodeFigure;

function correlation({ support, predicted, right }: CodeCounts): number {
  let total = 0;
  let rightSum = 0;
  let products = 0;
  let supportSquares = 0;
  let predictedSquares = 0;
  for (let code = 0; code < support.length; code++) {
    total += support[code]!;
    rightSum += right[code]!;
    products += support[code]! * predicted[code]!;
    supportSquares += support[code]! * support[code]!;
    predictedSquares += predicted[code]! * predicted[code]!;
  }
  const spread = (total * total - predictedSquares) * (total * total - supportSquares);
  // A spread of nought comes out as a few roundings of W⁴ when weights are not whole.
  const square = total * total;
  return spread > 1e-24 * square * square ? (rightSum * total - products) / Math.sqrt(spread) : 0;
}

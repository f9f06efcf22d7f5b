import type { SharedRows } from '../../ml/labelled-rows.js';
import { DualDescent } from '../../ml/margin/dual-descent.js';
import { fitMachine } from '../../ml/margin/fit-machine.js';
import { placeRows } from '../../ml/margin/placed-rows.js';
import type { WorkerTools } from '../estimator.js';
import type { SvmSettings } from './settings.js';

/** The codes first … last-1 of one fit: their weights are written into shared memory. */
export interface FitCodesInput {
  readonly settings: Pick<SvmSettings, 'l2' | 'tolerance' | 'maxPasses' | 'seed'>;
  readonly rows: SharedRows;
  readonly featureCount: number;
  readonly first: number;
  readonly last: number;
  /** Feature-major, rows of `stride` numbers. */
  readonly weights: Float32Array;
  readonly intercept: Float32Array;
  readonly stride: number;
}

/** What came of them, all codes together. */
export interface CodesFit {
  readonly passes: number;
  readonly converged: boolean;
  /** Of the weights rounded to f32, in units of the objective. */
  readonly objective: number;
  readonly gap: number;
  readonly gradientSquare: number;
}

/** Fits some codes, one after the other, until the relative gap of each is within the tolerance. */
export default function fitCodes(
  { settings, rows: given, featureCount, first, last, ...target }: FitCodesInput,
  { openRows }: WorkerTools,
): CodesFit {
  const { l2, seed } = settings;
  const rows = openRows(given);
  const placed = placeRows(rows, Uint32Array.from(rows.row.keys()), featureCount);
  const descent = new DualDescent(placed, featureCount, 1 / (l2 * rows.row.length), seed);
  const sum = { passes: 0, converged: true, objective: 0, gap: 0, gradientSquare: 0 };
  for (let code = first; code < last; code++) {
    descent.begin((row) => rows.label[row] === code);
    const { passes, converged, primal, dual, gradientSquare } = fitMachine(descent, settings, 0);
    placeWeights(descent, code, target);
    sum.passes = Math.max(sum.passes, passes);
    sum.converged &&= converged;
    sum.objective += primal * l2;
    sum.gap += (primal - dual) * l2;
    sum.gradientSquare += gradientSquare * l2 * l2;
  }
  return sum;
}

function placeWeights(
  { rows, weights: own, intercept: ownIntercept }: DualDescent,
  code: number,
  { weights, intercept, stride }: Pick<FitCodesInput, 'weights' | 'intercept' | 'stride'>,
): void {
  intercept[code] = ownIntercept;
  for (const feature of rows.features) weights[feature * stride + code] = own[feature]!;
}

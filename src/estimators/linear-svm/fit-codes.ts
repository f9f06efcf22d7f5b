import type { SharedRows } from '../../ml/labelled-rows.js';
import type { WorkerTools } from '../estimator.js';
import { DualDescent } from './dual-descent.js';
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

/** Passes between two looks at the gap, which cost half a pass each. */
const PASSES_A_LOOK = 4;

/** Fits some codes until the relative gap of each is within the tolerance. */
export default function fitCodes({ settings, rows, featureCount, first, last, ...target }: FitCodesInput, { openRows }: WorkerTools): CodesFit {
  const { l2, maxPasses, tolerance, seed } = settings;
  const descent = new DualDescent({ rows: openRows(rows), featureCount, first, last, l2, seed });
  let passes = 0;
  let converged = false;
  while (passes < maxPasses && !converged) {
    for (let left = Math.min(PASSES_A_LOOK, maxPasses - passes); left > 0; left--, passes++) descent.pass();
    const { primal, dual } = descent.bounds();
    converged = primal.every((value, code) => value - dual[code]! <= tolerance * value);
  }
  const { dual } = descent.bounds();
  descent.round();
  // D of α stays below the optimum, whatever weights P is taken of.
  const objective = descent.bounds().primal.reduce((sum, value) => sum + value, 0) * l2;
  const gap = objective - dual.reduce((sum, value) => sum + value, 0) * l2;
  place(descent, first, target);
  return { passes, converged, objective, gap, gradientSquare: descent.gradientSquare() * l2 * l2 };
}

function place(
  { weights: own, intercept: ownIntercept, codeCount }: DualDescent,
  first: number,
  { weights, intercept, stride }: Pick<FitCodesInput, 'weights' | 'intercept' | 'stride'>,
): void {
  intercept.set(ownIntercept, first);
  for (let from = 0, to = first; from < own.length; from += codeCount, to += stride) {
    for (let code = 0; code < codeCount; code++) weights[to + code] = own[from + code]!;
  }
}

import { unitValue } from './resampling-shares.js';
import type { ResampledRows, ResamplingUnits } from './resampling-units.js';

/** Units whose weight is all right, and the others. */
export function informativeUnits(units: ResamplingUnits): { readonly right: number; readonly wrong: number } {
  let right = 0;
  for (let unit = 0; unit < units.unitStratum.length; unit++) if (unitValue(units, unit) === 1) right++;
  return { right, wrong: units.unitStratum.length - right };
}

/**
 * How many equal units would tell as much: (Σ a)² / Σ a² over units with share a of the figure (Kish 1965). In accuracy
 * and weighted F1 a unit has the share of its weight; in macro F1 each code with support has the same share, which its
 * units divide by weight.
 */
export function effectiveSizes(units: ResamplingUnits): { readonly accuracy: number; readonly weightedF1: number; readonly macroF1: number } {
  const byWeight = { sum: 0, squareSum: 0 };
  const byCode = { sum: 0, squareSum: 0 };
  for (let unit = 0; unit < units.unitStratum.length; unit++) {
    const weight = units.unitWeight[unit]!;
    const share = weight / units.support[units.stratumClass[units.unitStratum[unit]!]!]!;
    byWeight.sum += weight;
    byWeight.squareSum += weight * weight;
    byCode.sum += share;
    byCode.squareSum += share * share;
  }
  const size = ({ sum, squareSum }: typeof byWeight): number => (squareSum > 0 ? (sum * sum) / squareSum : 0);
  return { accuracy: size(byWeight), weightedF1: size(byWeight), macroF1: size(byCode) };
}

/**
 * By how much groups that hold several codes inflate the variance of accuracy (of its difference, for two models):
 *
 *   δ = max(1, Σ_groups (Σ e)² / Σ_units (Σ e)²),   e = weight · (value − mean value of the row's code)
 *
 * with value = [right], for two models the difference of that; a unit is the rows of one group with one code. 1 when each
 * group has one code.
 */
export function designEffect(rows: ResampledRows): number {
  const residual = residuals(rows);
  const order = Uint32Array.from({ length: residual.length }, (_, row) => row);
  order.sort((a, b) => rows.group[a]! - rows.group[b]! || rows.label[a]! - rows.label[b]! || a - b);
  let groupSquares = 0;
  let unitSquares = 0;
  let groupSum = 0;
  let unitSum = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    const next = order[i + 1];
    groupSum += residual[row]!;
    unitSum += residual[row]!;
    const groupEnds = next === undefined || rows.group[next] !== rows.group[row];
    if (groupEnds || rows.label[next] !== rows.label[row]) {
      unitSquares += unitSum * unitSum;
      unitSum = 0;
    }
    if (groupEnds) {
      groupSquares += groupSum * groupSum;
      groupSum = 0;
    }
  }
  return unitSquares > 0 ? Math.max(1, groupSquares / unitSquares) : 1;
}

function residuals(rows: ResampledRows): Float64Array {
  const weightSum = new Float64Array(rows.classCount);
  const valueSum = new Float64Array(rows.classCount);
  const value = (row: number): number =>
    rows.predicted.reduce((sum, predicted, model) => sum + (predicted[row] === rows.label[row] ? (model === 0 ? 1 : -1) : 0), 0);
  const weight = (row: number): number => (rows.weight === null ? 1 : rows.weight[row]!);
  for (let row = 0; row < rows.label.length; row++) {
    weightSum[rows.label[row]!]! += weight(row);
    valueSum[rows.label[row]!]! += weight(row) * value(row);
  }
  return Float64Array.from(rows.label, (code, row) => weight(row) * (value(row) - valueSum[code]! / weightSum[code]!));
}

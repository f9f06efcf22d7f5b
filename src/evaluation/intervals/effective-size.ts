import type { CodeFigure } from '../figures/figure.js';
import { unitValue } from './resampling-shares.js';
import type { ResampledRows, ResamplingUnits } from './resampling-units.js';

/** Units whose weight is all right, and the others. */
export function informativeUnits(units: ResamplingUnits): { readonly right: number; readonly wrong: number } {
  let right = 0;
  for (let unit = 0; unit < units.unitStratum.length; unit++) if (unitValue(units, unit) === 1) right++;
  return { right, wrong: units.unitStratum.length - right };
}

/** How many parts of equal size would tell as much as unequal ones: (Σ a)² / Σ a² (Kish 1965), by the two sums; 0 without any. */
export function kishSize(sum: number, squareSum: number): number {
  return squareSum > 0 ? (sum * sum) / squareSum : 0;
}

/**
 * How many equal units would tell as much: (Σ a)² / Σ a² over units with share a of the figure (Kish 1965). A figure that is
 * shared by weight gives a unit the share of its weight; one that is shared by code gives each code with support the same
 * share, which its units divide by weight.
 */
export function effectiveSize(units: ResamplingUnits, sharedBy: CodeFigure['sharedBy']): number {
  let sum = 0;
  let squareSum = 0;
  for (let unit = 0; unit < units.unitStratum.length; unit++) {
    const share = shareOfUnit(units, unit, sharedBy);
    sum += share;
    squareSum += share * share;
  }
  return kishSize(sum, squareSum);
}

/** A unit's part of a figure: its weight, or its part of the weight of its code. */
export function shareOfUnit(units: ResamplingUnits, unit: number, sharedBy: CodeFigure['sharedBy']): number {
  const support = sharedBy === 'code' ? units.support[units.stratumClass[units.unitStratum[unit]!]!]! : 1;
  return units.unitWeight[unit]! / support;
}

/**
 * By how much groups that hold several codes inflate the variance of accuracy:
 *
 *   δ = max(1, Σ_groups (Σ e)² / Σ_units (Σ e)²),   e = weight · (value − mean value of the row's code)
 *
 * with value = [right]; a unit is the rows of one group with one code. 1 when each group has one code.
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
  const value = (row: number): number => (rows.predicted[row] === rows.label[row] ? 1 : 0);
  const weight = (row: number): number => (rows.weight === null ? 1 : rows.weight[row]!);
  for (let row = 0; row < rows.label.length; row++) {
    weightSum[rows.label[row]!]! += weight(row);
    valueSum[rows.label[row]!]! += weight(row) * value(row);
  }
  return Float64Array.from(rows.label, (code, row) => weight(row) * (value(row) - valueSum[code]! / weightSum[code]!));
}

import { type CalibrationRows, effectiveCount } from './calibration-rows.js';
import { type Calibrator, curveTerms } from './calibrator.js';
import { sigmoid, softplus } from './softplus.js';

/** What a fitted calibrator may be: a slope and an offset on the logit of the score, or a slope of its own for each end. */
export type CalibratorForm = 'slope' | 'beta';

const MOST_STEPS = 60;
/** A step is the last one when it should lower the loss a row by no more than that: it is taken whole, since the loss cannot tell any more. */
const LEAST_FALL = 1e-13;
const MOST_HALVINGS = 40;
/** A slope beyond it comes of rows that the scores tell apart without an error: no finite one is the best. */
const STEEPEST = 25;
/** What the slope of the rarity is before anything is seen of it: normal around 0. Few rows are given rare codes, and may all be right. */
const RARITY_VARIANCE = 0.25;

/**
 * The calibrator of most likelihood on the rows of weight above 0, without those of one part (−1: all): with t = logit P,
 *
 *   L = Σ w · (ln(1 + e^t) − y · t) / Σ w + slopeRarity² / (2 · 0.25 · N),      y = 1 where the code is right, N = (Σ w)² / Σ w²,
 *
 * by Newton's method with halved steps, in row order and so to the bit. A slope of s that would be negative is 0, and the rest fitted
 * anew; so is the slope of the rarity where no finite curve with one is best. Null where no finite one is best at all: no rows, or rows
 * that are all right or all wrong. Cost: linear in the rows, times about ten.
 */
export function fitCalibrator(rows: CalibrationRows, form: CalibratorForm, without = -1): Calibrator | null {
  return fitToTerms(calibrationTerms(rows, form), without);
}

/** The same by terms of the rows, which serve any number of fits that leave out a part each. */
export function fitToTerms(all: CalibrationTerms, without: number): Calibrator | null {
  const { form, hasRarity } = all;
  const terms: Terms = { ...all, without, totalWeight: totalWeightOf(all, without), countedRows: countedRows(all, without) };
  const best = (sets: readonly (readonly number[])[]): Solution | null => {
    const found = sets.map((columns) => minimise(terms, columns)).filter((each) => each !== null);
    return found.filter(isAllowed).sort((a, b) => a.loss - b.loss)[0] ?? null;
  };
  const free = form === 'slope' ? [[0, 1]] : [[0, 1, 2]];
  const held =
    form === 'slope'
      ? [[0]]
      : [
          [0, 1],
          [0, 2],
        ];
  const withRarity = (sets: readonly (readonly number[])[]): Solution | null => best(sets.map((columns) => [...columns, RARITY]));
  const solution = (hasRarity ? (withRarity(free) ?? withRarity(held)) : null) ?? best(free) ?? best(held) ?? best([[0]]);
  if (solution === null) return null;
  const [offset = 0, slopeTop = 0, slopeRest = 0, slopeRarity = 0] = solution.values;
  const curve = { temperature: 1, offset, slopeTop, slopeRest: form === 'slope' ? slopeTop : slopeRest };
  return hasRarity ? { ...curve, slopeRarity } : curve;
}

/** Place of the rarity among the columns. */
const RARITY = 3;

/**
 * Columns 1, u, v and the rarity of the rows of weight above 0, so that t = values · columns; v is left 0 where both slopes are one, the
 * rarity where rows do not have it or it says nothing.
 */
export interface CalibrationTerms {
  readonly form: CalibratorForm;
  readonly hasRarity: boolean;
  readonly columns: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  readonly right: Float64Array;
  readonly weight: Float64Array;
  readonly part: Uint8Array;
}

/** Terms of one fit: rows of the part `without` do not count. */
interface Terms extends CalibrationTerms {
  readonly without: number;
  readonly totalWeight: number;
  /** N. */
  readonly countedRows: number;
}

interface Solution {
  readonly values: Float64Array;
  readonly loss: number;
}

/** What fits of a form read of the rows. */
export function calibrationTerms({ logRest, right, rarity, weight, part }: CalibrationRows, form: CalibratorForm): CalibrationTerms {
  const kept = Uint32Array.from(weight.keys()).filter((i) => weight[i]! > 0);
  const column = (value: (i: number) => number): Float64Array => Float64Array.from(kept, value);
  const [top, rest] = [new Float64Array(kept.length), new Float64Array(kept.length)];
  kept.forEach((i, at) => {
    const [u, v] = curveTerms(logRest[i]!);
    top[at] = form === 'slope' ? u + v : u;
    rest[at] = form === 'slope' ? 0 : v;
  });
  const rare = column((i) => rarity?.[i] ?? 0);
  return {
    form,
    hasRarity: rare.some((each) => each > 0),
    columns: [new Float64Array(kept.length).fill(1), top, rest, rare],
    right: column((i) => right[i]!),
    weight: column((i) => weight[i]!),
    part: Uint8Array.from(kept, (i) => part[i]!),
  };
}

function totalWeightOf({ weight, part }: CalibrationTerms, without: number): number {
  return weight.reduce((sum, w, i) => (part[i] === without ? sum : sum + w), 0);
}

function countedRows({ weight, part }: CalibrationTerms, without: number): number {
  return effectiveCount(weight.filter((_, i) => part[i] !== without));
}

function isAllowed({ values }: Solution): boolean {
  return values[1]! >= 0 && values[2]! >= 0 && values.every((value) => Math.abs(value) <= STEEPEST);
}

/** Minimises over the values of some columns, the others 0; null where it comes to no end. */
function minimise(terms: Terms, columns: readonly number[]): Solution | null {
  if (terms.totalWeight === 0) return null;
  let values: Float64Array = new Float64Array(4);
  let loss = lossAt(terms, values);
  for (let step = 0; step < MOST_STEPS; step++) {
    const newton = newtonStep(terms, columns, values);
    if (newton === null) return null;
    if (newton.fall <= LEAST_FALL) {
      values = add(values, 1, newton.step);
      return { values, loss: lossAt(terms, values) };
    }
    const next = descend(terms, values, loss, newton.step);
    if (next === null) return null;
    ({ values, loss } = next);
  }
  return null;
}

function descend(terms: Terms, values: Float64Array, loss: number, step: Float64Array): Solution | null {
  let scale = 1;
  for (let halving = 0; halving < MOST_HALVINGS; halving++) {
    const next = add(values, scale, step);
    const lossThere = lossAt(terms, next);
    if (lossThere < loss) return { values: next, loss: lossThere };
    scale /= 2;
  }
  return null;
}

function add(values: Float64Array, scale: number, step: Float64Array): Float64Array {
  return values.map((value, j) => value + scale * step[j]!);
}

function logitAt({ columns: [one, top, rest, rarity] }: Terms, values: Float64Array, i: number): number {
  return values[0]! * one[i]! + values[1]! * top[i]! + values[2]! * rest[i]! + values[RARITY]! * rarity[i]!;
}

function lossAt(terms: Terms, values: Float64Array): number {
  const { right, weight, part, without, totalWeight } = terms;
  let sum = 0;
  for (let i = 0; i < weight.length; i++) {
    if (part[i] === without) continue;
    const logit = logitAt(terms, values, i);
    sum += weight[i]! * (softplus(logit) - right[i]! * logit);
  }
  return sum / totalWeight + (values[RARITY]! * values[RARITY]!) / (2 * RARITY_VARIANCE * terms.countedRows);
}

interface NewtonStep {
  /** −H⁻¹ g over the columns, 0 elsewhere. */
  readonly step: Float64Array;
  /** By how much it lowers the loss where that is a parabola: gᵀ H⁻¹ g / 2. */
  readonly fall: number;
}

/** Null where H cannot be told from a singular one. */
function newtonStep(terms: Terms, columns: readonly number[], values: Float64Array): NewtonStep | null {
  const size = columns.length;
  const own = columns.map((column) => terms.columns[column]!);
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  const { right, weight, part, without, totalWeight } = terms;
  for (let i = 0; i < weight.length; i++) {
    if (part[i] === without) continue;
    const probability = sigmoid(logitAt(terms, values, i));
    const slope = (weight[i]! * (probability - right[i]!)) / totalWeight;
    const curvature = (weight[i]! * probability * (1 - probability)) / totalWeight;
    for (let r = 0; r < size; r++) {
      const x = own[r]![i]!;
      gradient[r]! += slope * x;
      for (let c = 0; c <= r; c++) hessian[r * size + c]! += curvature * x * own[c]![i]!;
    }
  }
  const rarity = columns.indexOf(RARITY);
  if (rarity >= 0) {
    const precision = 1 / (RARITY_VARIANCE * terms.countedRows);
    gradient[rarity]! += precision * values[RARITY]!;
    hessian[rarity * size + rarity]! += precision;
  }
  const solved = solve(hessian, gradient);
  if (solved === null) return null;
  const step = new Float64Array(4);
  columns.forEach((column, r) => {
    step[column] = -solved[r]!;
  });
  return { step, fall: solved.reduce((sum, x, r) => sum + (x * gradient[r]!) / 2, 0) };
}

/** Pivots of a Cholesky factor below this share of the diagonal say that the columns depend on each other. */
const LEAST_PIVOT = 1e-12;

/** Solves H x = g for a symmetric H of which the lower half is given, by Cholesky; null where H is not positive. */
function solve(hessian: Float64Array, gradient: Float64Array): Float64Array | null {
  const size = gradient.length;
  const factor = Float64Array.from(hessian);
  const at = (r: number, c: number): number => factor[r * size + c]!;
  for (let c = 0; c < size; c++) {
    const diagonal = at(c, c);
    for (let k = 0; k < c; k++) factor[c * size + c]! -= at(c, k) * at(c, k);
    if (!(at(c, c) > LEAST_PIVOT * diagonal)) return null;
    factor[c * size + c] = Math.sqrt(at(c, c));
    for (let r = c + 1; r < size; r++) {
      for (let k = 0; k < c; k++) factor[r * size + c]! -= at(r, k) * at(c, k);
      factor[r * size + c]! /= at(c, c);
    }
  }
  const x = Float64Array.from(gradient);
  for (let r = 0; r < size; r++) {
    for (let k = 0; k < r; k++) x[r]! -= at(r, k) * x[k]!;
    x[r]! /= at(r, r);
  }
  for (let r = size - 1; r >= 0; r--) {
    for (let k = r + 1; k < size; k++) x[r]! -= at(k, r) * x[k]!;
    x[r]! /= at(r, r);
  }
  return x;
}

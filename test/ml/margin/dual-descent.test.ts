import { describe, expect, it } from 'vitest';
import { DualDescent } from '../../../src/ml/margin/dual-descent.js';
import { fitMachine } from '../../../src/ml/margin/fit-machine.js';
import { placeRows } from '../../../src/ml/margin/placed-rows.js';
import { drawRows, drawWeights, problemOf } from '../../ml/linear-problem.js';

const FEATURES = 90;
const DRAWN = drawRows(300, FEATURES, 5, 41);
const PROBLEM = problemOf(DRAWN, drawWeights(300, 42));
const L2 = 1e-3;

function machineOf({ rows } = PROBLEM, code = 1, l2 = L2): DualDescent {
  const placed = placeRows(rows, Uint32Array.from(rows.row.keys()), FEATURES);
  const descent = new DualDescent(placed, FEATURES, 1 / (l2 * rows.row.length), 7);
  descent.begin((row) => rows.label[row] === code);
  return descent;
}

/** P by its definition, of rows as they were drawn. */
function primalOf({ weights, intercept }: Pick<DualDescent, 'weights' | 'intercept'>, code = 1): number {
  const { row, label, weight } = PROBLEM.rows;
  let sum = (intercept * intercept + weights.reduce((square, own) => square + own * own, 0)) / 2;
  row.forEach((_, i) => {
    let score = intercept;
    for (let e = DRAWN.offsets[i]!; e < DRAWN.offsets[i + 1]!; e++) score += DRAWN.values[e]! * weights[DRAWN.ids[e]!]!;
    const margin = Math.max(0, 1 - (label[i] === code ? score : -score));
    sum += (weight[i]! / (L2 * row.length)) * margin * margin;
  });
  return sum;
}

describe('dual coordinate descent', () => {
  it('tells P, and a D that is never above the least P', () => {
    const descent = machineOf();
    const least = fitMachine(machineOf(), { tolerance: 1e-9, maxPasses: 2000 }, 0).primal;
    for (let pass = 0; pass < 8; pass++) {
      descent.descend(1e-9, 1);
      const { primal, dual } = descent.bounds();
      expect(primal).toBeCloseTo(primalOf(descent), 8);
      expect(dual).toBeLessThanOrEqual(least + 1e-6);
    }
  });

  it('tells the gradient of P, as differences do', () => {
    const descent = machineOf();
    descent.descend(1e-9, 2);
    const step = 1e-6;
    const slope = (move: (by: number) => { weights: Float64Array; intercept: number }): number =>
      (primalOf(move(step)) - primalOf(move(-step))) / (2 * step);
    const { weights, intercept } = descent;
    let square = slope((by) => ({ weights, intercept: intercept + by })) ** 2;
    for (let feature = 0; feature < FEATURES; feature++) {
      square += slope((by) => ({ weights: weights.map((own, j) => (j === feature ? own + by : own)), intercept })) ** 2;
    }
    expect(descent.bounds().gradientSquare / square).toBeCloseTo(1, 5);
  });

  it.each([0.1, 1e-3, 1e-5])('comes to the optimum of l2 %d although it leaves rows out on the way', (l2) => {
    for (const code of [0, 1, 2, 3, 4]) {
      const descent = machineOf(PROBLEM, code, l2);
      descent.descend(1e-9, 100_000);
      const { primal, dual, gradientSquare } = descent.bounds();
      expect((primal - dual) / primal).toBeLessThan(1e-9);
      expect(gradientSquare).toBeLessThan(1e-9);
    }
  });

  it('makes of a row of weight 2 what it makes of the row twice', () => {
    const twice = problemOf(DRAWN, null, [...DRAWN.label.keys(), 4]);
    const heavy = problemOf(
      DRAWN,
      DRAWN.label.map((_, row) => (row === 4 ? 2 : 1)),
    );
    // C_i = weight_i / (l2·n), and n is a row more.
    const scaled = { ...heavy, rows: { ...heavy.rows, weight: heavy.rows.weight.map((own) => (own * 300) / 301) } };
    const optimum = (problem: typeof PROBLEM): number => fitMachine(machineOf(problem), { tolerance: 1e-10, maxPasses: 5000 }, 0).dual;
    expect(optimum(twice) / optimum(scaled)).toBeCloseTo(1, 7);
  });

  it('forgets the machine before', () => {
    const descent = machineOf();
    fitMachine(descent, { tolerance: 1e-3, maxPasses: 100 }, 0);
    descent.begin((row) => PROBLEM.rows.label[row] === 2);
    const again = fitMachine(descent, { tolerance: 1e-3, maxPasses: 100 }, 0);
    const alone = machineOf(PROBLEM, 2);
    expect(again).toEqual(fitMachine(alone, { tolerance: 1e-3, maxPasses: 100 }, 0));
    expect(descent.weights).toEqual(alone.weights);
  });

  it('leaves out weights near 0, and tells P of what is left', () => {
    const descent = machineOf();
    const fit = fitMachine(descent, { tolerance: 1e-4, maxPasses: 1000 }, 0.1);
    expect(descent.weights.every((own) => own === 0 || Math.abs(own) >= 0.1)).toBe(true);
    expect(fit.primal).toBeCloseTo(primalOf(descent), 8);
    expect(fit.primal - fit.dual).toBeGreaterThan(1e-4 * fit.primal);
  });

  it('takes no notice of rows without weight', () => {
    const { rows } = PROBLEM;
    const fitWith = (label: Int32Array): Float64Array => {
      const descent = machineOf({ ...PROBLEM, rows: { ...rows, label, weight: rows.weight.map((own, row) => (row < 20 ? 0 : own)) } });
      fitMachine(descent, { tolerance: 1e-6, maxPasses: 1000 }, 0);
      return descent.weights;
    };
    expect(fitWith(rows.label.map((own, row) => (row < 20 ? 1 - own : own)))).toEqual(fitWith(rows.label));
  });
});

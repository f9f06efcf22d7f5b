import { describe, expect, it } from 'vitest';
import { Rng, shuffle } from '../../../src/core/rng.js';
import type { Penalty } from '../../../src/ml/certificate.js';
import {
  drawRows,
  drawWeights,
  fitSolo,
  golden,
  objectiveAt,
  type Point,
  type Problem,
  predictionsAt,
  problemOf,
  scoresAt,
  weightNorm,
} from '../linear-problem.js';

/** The gradient of the mean weighted loss by W and by b, in plain f64. */
function gradientAt(problem: Problem, point: Point): Point {
  const { rows, classCount, featureCount } = problem;
  const [shard] = rows.shards;
  const weights = Array.from({ length: featureCount }, () => Array<number>(classCount).fill(0));
  const intercept = Array<number>(classCount).fill(0);
  scoresAt(problem, point).forEach((scores, i) => {
    const top = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - top));
    const sum = powers.reduce((total, power) => total + power);
    const residual = powers.map((power, k) => ((power / sum - (k === rows.label[i] ? 1 : 0)) * rows.weight[i]!) / rows.row.length);
    const row = rows.row[i]!;
    for (let k = 0; k < classCount; k++) {
      intercept[k]! += residual[k]!;
      for (let e = shard!.offsets[row]!; e < shard!.offsets[row + 1]!; e++) weights[shard!.ids[e]!]![k]! += shard!.values[e]! * residual[k]!;
    }
  });
  return { weights, intercept };
}

/** The largest distance from 0 to the subdifferential of F, over all weights and intercepts. */
function stationarity(problem: Problem, point: Point, { l2, l1 }: Penalty): number {
  const { weights, intercept } = gradientAt(problem, point);
  const distances = weights.flatMap((row, j) =>
    row.map((v, k) => {
      const w = point.weights[j]![k]!;
      return w === 0 ? Math.max(Math.abs(v) - l1, 0) : Math.abs(v + l2 * w + l1 * Math.sign(w));
    }),
  );
  return Math.max(...distances, ...intercept.map(Math.abs));
}

const relativeGapOf = ({ certificate }: ReturnType<typeof fitSolo>): number =>
  certificate.kind === 'duality-gap' ? certificate.relativeGap : Number.NaN;

const zeroCountOf = ({ weights }: Point): number => weights.flat().filter((w) => w === 0).length;

describe('the exact solver with l1', () => {
  it.each(golden.lasso.optima)(
    'reaches the optimum of scikit-learn with l1 = $l1, l2 = $l2',
    ({ l2, l1, objective, predicted, weightNorm: norm, zeroCount }) => {
      const problem = problemOf(golden.lasso.problem);
      // Without l2 the gap is of first order in the gradient, whose noise in f32 is then the limit.
      const tolerance = l2 > 0 ? 1e-6 : 1e-5;
      const fit = fitSolo(problem, { l2, l1, tolerance });
      const reached = objectiveAt(problem, fit.point, { l2, l1 });
      expect(fit.status).toBe('converged');
      expect(relativeGapOf(fit)).toBeLessThanOrEqual(tolerance);
      expect(reached / objective - 1).toBeLessThan(1e-6);
      expect(reached / objective - 1).toBeGreaterThan(-1e-9);
      expect(fit.certificate.kind === 'duality-gap' && fit.certificate.gap).toBeGreaterThanOrEqual(reached - objective - 1e-9);
      expect(predictionsAt(problem, fit.point)).toEqual(predicted);
      expect(weightNorm(fit.point) / norm).toBeCloseTo(1, 3);
      expect(zeroCountOf(fit.point)).toBe(zeroCount);
    },
  );

  it.each([
    { l2: 1e-2, l1: 1e-3 },
    { l2: 1e-4, l1: 1e-2 },
    { l2: 1e-4, l1: 1e-4 },
    { l2: 1e-6, l1: 1e-4 },
    { l2: 0, l1: 1e-3 },
  ])('ends where 0 is a subgradient, with l1 = $l1, l2 = $l2', (penalty) => {
    const problem = problemOf(drawRows(500, 80, 9, 1), drawWeights(500, 2));
    const fit = fitSolo(problem, { ...penalty, tolerance: 1e-8 });
    expect(stationarity(problem, fit.point, penalty)).toBeLessThan(1e-6);
    expect(zeroCountOf(fit.point)).toBeGreaterThan(0);
    expect(fit.certificate.objective / objectiveAt(problem, fit.point, penalty)).toBeCloseTo(1, 10);
  });

  it.each([2, 3, 16, 40])('converges with %d codes, weights, more features than rows and a small l2', (classCount) => {
    const problem = problemOf(drawRows(300, 600, classCount, 10), drawWeights(300, 11));
    for (const l2 of [1e-2, 1e-4, 1e-6, 1e-8]) {
      for (const l1 of [1e-2, 1e-3, 1e-4]) {
        const { status, certificate } = fitSolo(problem, { l2, l1, tolerance: 1e-3 });
        expect({ l2, l1, status }, JSON.stringify(certificate)).toEqual({ l2, l1, status: 'converged' });
      }
    }
  });

  it('is certified without an l2 penalty, and is not called converged where f32 does not reach the tolerance', () => {
    const problem = problemOf(drawRows(500, 80, 9, 1), drawWeights(500, 2));
    for (const [l1, tolerance] of [
      [1e-2, 1e-3],
      [1e-3, 1e-3],
      [1e-3, 1e-9],
      [1e-5, 1e-6],
    ] as const) {
      const fit = fitSolo(problem, { l2: 0, l1, tolerance });
      const isWithin = relativeGapOf(fit) <= tolerance;
      expect(isWithin).toBe(tolerance === 1e-3);
      expect(fit.status).toBe(isWithin ? 'converged' : 'pass-limit');
    }
  });

  it('finds the same optimum whatever the order of the rows', () => {
    const plain = drawRows(400, 60, 8, 4);
    const penalty = { l2: 1e-4, l1: 1e-3 };
    const problem = problemOf(plain);
    const points = [1, 2, 3].map((seed) => {
      const order = shuffle([...plain.label.keys()], Rng.fromSeed(seed));
      return fitSolo(problemOf(plain, null, order), { ...penalty, tolerance: 1e-7 }).point;
    });
    const objectives = points.map((point) => objectiveAt(problem, point, penalty));
    expect(Math.max(...objectives) / Math.min(...objectives) - 1).toBeLessThan(1e-7);
    expect(new Set(points.map(zeroCountOf)).size).toBe(1);
  });

  it('comes to the exact solver without l1 as l1 goes to 0', () => {
    const problem = problemOf(drawRows(400, 60, 8, 5));
    const at = (l1: number) => objectiveAt(problem, fitSolo(problem, { l2: 1e-3, l1, tolerance: 1e-7 }).point, { l2: 1e-3, l1: 0 });
    const lowest = at(0);
    const above = [1e-3, 1e-4, 1e-5, 1e-7].map((l1) => at(l1) / lowest - 1);
    above.slice(1).forEach((rise, i) => {
      expect(rise).toBeLessThan(Math.max(above[i]!, 1e-6));
    });
    expect(above.at(-1)).toBeLessThan(1e-6);
  });

  it('leaves no weight, and the shares of the codes, under a penalty above every gradient at W = 0', () => {
    const problem = problemOf(drawRows(400, 60, 8, 5));
    const shares = Array.from({ length: 8 }, (_, k) => Math.log(problem.rows.label.filter((code) => code === k).length / 400));
    const none = { weights: Array.from({ length: 60 }, () => Array<number>(8).fill(0)), intercept: shares };
    const highest = Math.max(...gradientAt(problem, none).weights.flat().map(Math.abs));
    const above = fitSolo(problem, { l2: 1e-6, l1: 1.01 * highest, tolerance: 1e-6 });
    expect(weightNorm(above.point)).toBe(0);
    above.point.intercept.forEach((b, k) => {
      expect(b - above.point.intercept[0]!).toBeCloseTo(shares[k]! - shares[0]!, 4);
    });
    expect(weightNorm(fitSolo(problem, { l2: 1e-6, l1: 0.99 * highest, tolerance: 1e-6 }).point)).toBeGreaterThan(0);
  });

  it('lowers the objective with every step, up to the noise of f32', () => {
    const { passes } = fitSolo(problemOf(drawRows(400, 60, 8, 6)), { l2: 1e-6, l1: 1e-4, tolerance: 1e-6 });
    expect(passes.length).toBeGreaterThan(4);
    expect(passes[0]!.relativeGap).toBeGreaterThan(1e-6);
    expect(passes.map(({ pass }) => pass)).toEqual(Array.from(passes.keys(), (i) => i + 1));
    passes.slice(1).forEach(({ objective }, i) => {
      expect(objective).toBeLessThanOrEqual(passes[i]!.objective * (1 + 1e-6));
    });
  });

  it('is validated also where the fast passes at its start are within the tolerance', () => {
    const problem = problemOf(drawRows(400, 60, 8, 7));
    for (const l1 of [0, 1e-2]) {
      const fit = fitSolo(problem, { l2: 1e-2, l1, tolerance: 0.5 }, { validation: problem.rows });
      expect(fit.passes.length).toBe(1);
      expect(fit.validation!.accuracy).toBeGreaterThan(0.1);
    }
  });
});

describe('where f32 sets the limit', () => {
  const rows = drawRows(150, 30, 5, 91);

  it.each([
    [1e-5, 1e-3],
    [0, 1e-2],
  ])('a fit that is asked for more ends by itself where it gets no better (l2 = %d, l1 = %d)', (l2, l1) => {
    const { passes, status, certificate } = fitSolo(problemOf(rows), { l2, l1, tolerance: 0, maxPasses: 60 });
    expect(status).toBe('pass-limit');
    expect(passes.length).toBeLessThan(40);
    expect((certificate as { relativeGap: number }).relativeGap).toBeLessThan(1e-5);
  });

  it('weights and penalties that are all a power of two smaller are fitted as well', () => {
    const part = 2 ** -14;
    const small = problemOf(
      rows,
      rows.label.map(() => part),
    );
    const { certificate } = fitSolo(small, { l2: 0, l1: 1e-2 * part, tolerance: 1e-4, maxPasses: 60 });
    expect((certificate as { relativeGap: number }).relativeGap).toBeLessThanOrEqual(1e-4);
  });
});

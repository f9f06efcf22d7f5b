import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { certify } from '../../src/ml/certificate.js';
import { fitExact } from '../../src/ml/solvers/exact-fit.js';
import { drawRows, drawWeights, movePoint, objectiveAt, type Point, type Problem, pointOf, problemOf, soloTeam } from './linear-problem.js';

const PENALTY = { l2: 0.02, l1: 0 };
const problem = problemOf(drawRows(90, 14, 5, 11), drawWeights(90, 12));

/** A point drawn around 0, every number exact in f32. */
function drawPoint(scale: number, seed: number): Point {
  const rng = Rng.fromSeed(seed);
  const draw = () => Math.fround(scale * (rng.nextFloat() - 0.5));
  return {
    weights: Array.from({ length: problem.featureCount }, () => Array.from({ length: problem.classCount }, draw)),
    intercept: Array.from({ length: problem.classCount }, draw),
  };
}

/** ∂F by central differences in f64: one row a feature, the intercept last. */
function numericGradient(of: Problem, point: Point, penalty: typeof PENALTY): number[][] {
  const rows = [...point.weights, point.intercept].map((row) => [...row]);
  const width = 1e-5;
  const objective = () => objectiveAt(of, { weights: rows.slice(0, -1), intercept: rows.at(-1)! }, penalty);
  return rows.map((row) =>
    row.map((value, k) => {
      row[k] = value + width;
      const above = objective();
      row[k] = value - width;
      const below = objective();
      row[k] = value;
      return (above - below) / (2 * width);
    }),
  );
}

const norm = (rows: readonly (readonly number[])[]) => Math.sqrt(rows.flat().reduce((sum, g) => sum + g * g, 0));

describe.each([0.1, 2, 10])('at a random point of scale %d', (scale) => {
  const point = drawPoint(scale, 13);
  const wanted = numericGradient(problem, point, PENALTY);

  it('the gradient of the exact solver is the numeric one', () => {
    const team = soloTeam(problem);
    movePoint(team, point);
    fitExact(team, problem.rows, { l2: PENALTY.l2, tolerance: 0, maxPasses: 0 }, () => {});
    const { stride, classCount, vectors } = team.layout;
    wanted.forEach((row, j) => {
      const found = new Float32Array(team.memory.buffer, vectors + 4 * stride * j, classCount);
      row.forEach((g, k) => {
        expect(found[k]).toBeCloseTo(g, 6);
      });
    });
    expect(pointOf(team)).toEqual(point);
  });

  it('the norms of the certificate are those of the numeric gradient', () => {
    const team = soloTeam(problem);
    movePoint(team, point);
    const { objective, gradientNorm, interceptResidual } = certify(team, problem.rows, PENALTY);
    expect(objective).toBeCloseTo(objectiveAt(problem, point, PENALTY), 12);
    expect(gradientNorm / norm(wanted.slice(0, -1))).toBeCloseTo(1, 7);
    expect(interceptResidual).toBeCloseTo(Math.max(...wanted.at(-1)!.map(Math.abs)), 9);
  });

  it('with l1 the norm is that of the smallest subgradient', () => {
    // Every third weight is 0, where F has a kink.
    const kinked = { ...point, weights: point.weights.map((row, j) => row.map((w, k) => ((j + k) % 3 === 0 ? 0 : w))) };
    const lasso = { l2: PENALTY.l2, l1: 0.01 };
    const smooth = numericGradient(problem, kinked, PENALTY).slice(0, -1);
    const subgradient = smooth.map((row, j) =>
      row.map((g, k) => {
        const w = kinked.weights[j]![k]!;
        return w === 0 ? Math.max(Math.abs(g) - lasso.l1, 0) : g + lasso.l1 * Math.sign(w);
      }),
    );
    const team = soloTeam(problem);
    movePoint(team, kinked);
    const found = certify(team, problem.rows, lasso);
    expect(found.gradientNorm / norm(subgradient)).toBeCloseTo(1, 7);
    expect(found.objective).toBeCloseTo(objectiveAt(problem, kinked, lasso), 12);
  });
});

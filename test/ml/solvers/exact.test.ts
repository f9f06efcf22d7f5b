import { describe, expect, it } from 'vitest';
import { Rng, shuffle } from '../../../src/core/rng.js';
import { drawRows, drawWeights, fitSolo, golden, objectiveAt, predictionsAt, problemOf, weightNorm } from '../linear-problem.js';

describe('the exact solver', () => {
  it.each(golden.ridge.optima)('reaches the optimum of scikit-learn with l2 = $l2', ({ l2, l1, weight, objective, predicted, weightNorm: norm }) => {
    const problem = problemOf(golden.ridge.problem, weight);
    const fit = fitSolo(problem, { l2, tolerance: 1e-7 });
    const reached = objectiveAt(problem, fit.point, { l2, l1 });
    expect(fit.certificate.kind === 'duality-gap' && fit.certificate.gap).toBeGreaterThanOrEqual(reached - objective - 1e-9);
    expect(reached / objective - 1).toBeLessThan(1e-6);
    expect(reached / objective - 1).toBeGreaterThan(-1e-9);
    expect(predictionsAt(problem, fit.point)).toEqual(predicted);
    expect(weightNorm(fit.point) / norm).toBeCloseTo(1, 3);
  });

  it('states the objective of its weights', () => {
    const problem = problemOf(drawRows(500, 80, 9, 1), drawWeights(500, 2));
    const fit = fitSolo(problem, { l2: 1e-3 });
    const objective = objectiveAt(problem, fit.point, { l2: 1e-3, l1: 0 });
    expect(fit.certificate.objective / objective).toBeCloseTo(1, 10);
    expect(fit.passes.at(-1)!.objective / objective).toBeCloseTo(1, 5);
  });

  it('finds ln of the shares and their entropy when no row has an entry', () => {
    const counts = [50, 30, 15, 4, 1];
    const label = counts.flatMap((count, k) => Array<number>(count).fill(k));
    const plain = { featureCount: 3, classCount: 5, offsets: Array<number>(101).fill(0), ids: [], values: [], label };
    const fit = fitSolo(problemOf(plain), { l2: 1e-2 });
    const entropy = -counts.reduce((sum, count) => sum + (count / 100) * Math.log(count / 100), 0);
    expect(fit.certificate.objective).toBeCloseTo(entropy, 7);
    expect(weightNorm(fit.point)).toBe(0);
    const { intercept } = fit.point;
    counts.forEach((count, k) => {
      expect(intercept[k]! - intercept[0]!).toBeCloseTo(Math.log(count / counts[0]!), 5);
    });
    expect(fit.certificate.kind === 'duality-gap' && fit.certificate.relativeGap).toBeLessThan(1e-6);
  });

  it('takes a row of weight 2 for the row twice', () => {
    const plain = drawRows(300, 50, 7, 3);
    const rows = [...plain.label.keys()];
    const doubled = rows.filter((row) => row % 3 === 0);
    const total = rows.length + doubled.length;
    const weighted = problemOf(
      plain,
      rows.map((row) => ((row % 3 === 0 ? 2 : 1) * rows.length) / total),
    );
    const twice = problemOf(plain, null, [...rows, ...doubled]);
    const penalty = { l2: 1e-3, l1: 0 };
    const one = fitSolo(weighted, { ...penalty, tolerance: 1e-8 });
    const other = fitSolo(twice, { ...penalty, tolerance: 1e-8 });
    expect(objectiveAt(twice, one.point, penalty) / objectiveAt(weighted, one.point, penalty)).toBeCloseTo(1, 6);
    expect(objectiveAt(twice, one.point, penalty) / objectiveAt(twice, other.point, penalty) - 1).toBeLessThan(1e-6);
    expect(predictionsAt(twice, one.point)).toEqual(predictionsAt(twice, other.point));
    one.point.weights.flat().forEach((w, at) => {
      expect(w).toBeCloseTo(other.point.weights.flat()[at]!, 2);
    });
  });

  it('finds the same optimum whatever the order of the rows', () => {
    const plain = drawRows(400, 60, 8, 4);
    const penalty = { l2: 1e-3, l1: 0 };
    const problem = problemOf(plain);
    const objectives = [1, 2, 3].map((seed) => {
      const order = shuffle([...plain.label.keys()], Rng.fromSeed(seed));
      return objectiveAt(problem, fitSolo(problemOf(plain, null, order), { ...penalty, tolerance: 1e-8 }).point, penalty);
    });
    expect(Math.max(...objectives) / Math.min(...objectives) - 1).toBeLessThan(1e-7);
  });

  it('gives smaller weights for ten times the penalty', () => {
    const problem = problemOf(drawRows(400, 60, 8, 5));
    const norms = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1].map((l2) => weightNorm(fitSolo(problem, { l2, tolerance: 1e-6 }).point));
    norms.slice(1).forEach((norm, i) => {
      expect(norm).toBeLessThan(0.8 * norms[i]!);
    });
  });

  it('lowers the objective with every step, up to the noise of f32', () => {
    const { passes } = fitSolo(problemOf(drawRows(400, 60, 8, 6)), { l2: 1e-5, tolerance: 1e-8 });
    expect(passes.length).toBeGreaterThan(2);
    passes.slice(1).forEach(({ objective }, i) => {
      expect(objective).toBeLessThanOrEqual(passes[i]!.objective * (1 + 1e-6));
    });
  });

  it('is at its pass limit, not converged, when the steps do not suffice', () => {
    const fit = fitSolo(problemOf(drawRows(400, 60, 8, 7)), { l2: 1e-6, tolerance: 1e-8, maxPasses: 1 });
    expect(fit.status).toBe('pass-limit');
    expect(fit.certificate.kind === 'duality-gap' && fit.certificate.relativeGap).toBeGreaterThan(1e-8);
  });

  it.each([2, 3, 4, 16, 40])('converges with %d codes, weights and a small penalty', (classCount) => {
    const problem = problemOf(drawRows(500, 60, classCount, 10), drawWeights(500, 11));
    for (const l2 of [1e-2, 1e-4, 1e-6]) {
      const { status, certificate } = fitSolo(problem, { l2, tolerance: 1e-3 });
      expect({ l2, status }, JSON.stringify(certificate)).toEqual({ l2, status: 'converged' });
    }
  });

  it.each([1e-3, 1e-5, 1e-7, 1e-9, 1e-11])('says converged at tolerance %d only with a certificate within it', (tolerance) => {
    const problem = problemOf(drawRows(400, 60, 8, 8), drawWeights(400, 9));
    for (const l2 of [1e-2, 1e-4, 1e-6]) {
      const { status, certificate } = fitSolo(problem, { l2, tolerance, maxPasses: 60 });
      const relativeGap = certificate.kind === 'duality-gap' ? certificate.relativeGap : Number.NaN;
      expect({ l2, status, isWithin: relativeGap <= tolerance }).toEqual({
        l2,
        status: relativeGap <= tolerance ? 'converged' : 'pass-limit',
        isWithin: relativeGap <= tolerance,
      });
    }
  });
});

describe('where the solver’s own estimate is not enough', () => {
  it('goes on when the certificate misses the tolerance that the estimate met', () => {
    const { status, certificate } = fitSolo(problemOf(drawRows(300, 40, 6, 5)), { l2: 1e-6, tolerance: 1e-5, maxPasses: 60 });
    expect(status).toBe('converged');
    expect((certificate as { relativeGap: number }).relativeGap).toBeLessThanOrEqual(1e-5);
  });

  it('ends where no step lowers the objective any more', () => {
    const { status, passes } = fitSolo(problemOf(drawRows(120, 200, 25, 3)), { l2: 1e-6, tolerance: 1e-7, maxPasses: 60 });
    expect(status).toBe('pass-limit');
    expect(passes.length).toBeLessThan(60);
    expect(passes.every(({ objective }) => Number.isFinite(objective))).toBe(true);
  });
});

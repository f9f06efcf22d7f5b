import { describe, expect, it } from 'vitest';
import { openLinearKernel } from '../../../src/kernels/linear-kernel.js';
import { bestPassOf, hasPeaked } from '../../../src/ml/solvers/choose-pass.js';
import { fitFast } from '../../../src/ml/solvers/fast-fit.js';
import { openMember } from '../../../src/ml/solvers/members.js';
import { drawRows, drawWeights, fitSolo, golden, objectiveAt, pointOf, predictionsAt, problemOf, soloTeam, weightNorm } from '../linear-problem.js';

describe('the fast solver', () => {
  it.each(golden.ridge.optima)('ends within 1e-3 of the objective of scikit-learn with l2 = $l2', ({ l2, weight, objective, predicted }) => {
    const problem = problemOf(golden.ridge.problem, weight);
    const fit = fitSolo(problem, { mode: 'fast', l2, maxPasses: 600 });
    expect(objectiveAt(problem, fit.point, { l2, l1: 0 }) / objective - 1).toBeLessThan(1e-3);
    expect(predictionsAt(problem, fit.point).filter((code, i) => code !== predicted[i]).length).toBeLessThanOrEqual(2);
  });

  it.each(golden.lasso.optima)('ends within 1e-3 of the objective of scikit-learn with l1 = $l1, l2 = $l2', ({ l2, l1, objective, zeroCount }) => {
    const problem = problemOf(golden.lasso.problem);
    const { point } = fitSolo(problem, { mode: 'fast', l2, l1, maxPasses: 3000 });
    expect(objectiveAt(problem, point, { l2, l1 }) / objective - 1).toBeLessThan(1e-3);
    const zeros = point.weights.flat().filter((w) => w === 0).length;
    expect(zeros).toBeGreaterThan(0.8 * zeroCount);
    expect(zeros).toBeLessThan(1.2 * zeroCount);
  });

  it.each([1e-2, 1e-3, 1e-4])('ends within 1e-3 of the exact objective with l2 = %d', (l2) => {
    const problem = problemOf(drawRows(600, 80, 12, 31), drawWeights(600, 32));
    const exact = fitSolo(problem, { l2, tolerance: 1e-9 });
    const fast = fitSolo(problem, { mode: 'fast', l2, maxPasses: 400 });
    const [lowest, reached] = [exact, fast].map(({ point }) => objectiveAt(problem, point, { l2, l1: 0 })) as [number, number];
    expect(reached / lowest - 1).toBeLessThan(1e-3);
    expect(reached).toBeGreaterThan(lowest * (1 - 1e-8));
  });

  it('gives smaller weights for ten times the penalty, after one pass and after many', () => {
    const problem = problemOf(drawRows(600, 80, 12, 33));
    for (const maxPasses of [1, 3, 100]) {
      const norms = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1].map((l2) => weightNorm(fitSolo(problem, { mode: 'fast', l2, maxPasses }).point));
      norms.slice(1).forEach((norm, i) => {
        expect(norm, `${maxPasses} passes`).toBeLessThan(norms[i]!);
      });
    }
  });

  it('has more zeros and smaller weights for ten times the l1', () => {
    const problem = problemOf(drawRows(600, 80, 12, 34));
    const fits = [1e-5, 1e-4, 1e-3, 1e-2].map((l1) => fitSolo(problem, { mode: 'fast', l2: 1e-6, l1, maxPasses: 20 }).point.weights.flat());
    const zeros = fits.map((weights) => weights.filter((w) => w === 0).length);
    expect(zeros.slice(1).every((count, i) => count > zeros[i]!)).toBe(true);
    const sums = fits.map((weights) => weights.reduce((sum, w) => sum + Math.abs(w), 0));
    expect(sums.slice(1).every((sum, i) => sum < sums[i]!)).toBe(true);
  });

  it('never calls itself converged', () => {
    const problem = problemOf(drawRows(200, 40, 5, 35));
    expect(fitSolo(problem, { mode: 'fast', maxPasses: 1 }).status).toBe('pass-limit');
    expect(fitSolo(problem, { mode: 'fast', maxPasses: 300 }).status).toBe('pass-limit');
    expect(fitSolo(problem, { mode: 'fast', maxPasses: 300, patience: 2 }, { validation: problem.rows }).status).toBe('stopped-by-validation');
  });

  it('is validated by the class with the highest score of each row', () => {
    const problem = problemOf(drawRows(300, 40, 6, 41));
    const held = problemOf(drawRows(200, 40, 6, 42));
    const { point, validation } = fitSolo(problem, { mode: 'fast', maxPasses: 1 }, { validation: held.rows });
    const right = predictionsAt(held, point).filter((code, i) => code === held.rows.label[i]).length;
    // The intercept is solved once more behind the last validation.
    expect(Math.abs(200 * validation!.accuracy - right)).toBeLessThanOrEqual(2);
  });

  it('stops after the passes of its patience without a better validation metric, and names the best pass', () => {
    const problem = problemOf(drawRows(300, 40, 6, 36));
    const validation = problemOf(drawRows(200, 40, 6, 37)).rows;
    const fit = fitSolo(problem, { mode: 'fast', l2: 1e-6, maxPasses: 100, patience: 3 }, { validation });
    const scores = fit.passes.map(({ score }) => score!);
    expect(fit.status).toBe('stopped-by-validation');
    expect(fit.bestPass).toBe(bestPassOf(scores));
    expect(scores.findIndex((_, p) => hasPeaked(scores.slice(0, p + 1), 3)) + 1).toBe(fit.passes.length);
    expect(fit.validation!.macroF1).toBe(scores[fit.bestPass - 1]);
  });

  it('is the beginning of the fit with more passes', () => {
    const problem = problemOf(drawRows(300, 40, 6, 38));
    const long = fitSolo(problem, { mode: 'fast', maxPasses: 6 }, { certify: false });
    const short = fitSolo(problem, { mode: 'fast', maxPasses: 4 }, { certify: false });
    expect(short.passes.map(({ objective }) => objective)).toEqual(long.passes.slice(0, 4).map(({ objective }) => objective));
    expect(weightNorm(short.point)).not.toBe(weightNorm(long.point));
  });

  it('gives no weight to rows of weight 0, and the objective that it reports is near the one of its weights', () => {
    const plain = drawRows(300, 40, 6, 39);
    const weight = plain.label.map((code): number => (code === 5 ? 0 : 1));
    const mean = weight.reduce((sum, w) => sum + w, 0) / weight.length;
    const problem = problemOf(
      plain,
      weight.map((w) => w / mean),
    );
    const fit = fitSolo(problem, { mode: 'fast', l2: 1e-3, maxPasses: 50 });
    expect(predictionsAt(problem, fit.point)).not.toContain(5);
    const exact = fitSolo(problem, { l2: 1e-3, tolerance: 1e-4 });
    expect(predictionsAt(problem, exact.point)).not.toContain(5);
    expect(exact.status).toBe('converged');
    expect(fit.passes.at(-1)!.objective / objectiveAt(problem, fit.point, { l2: 1e-3, l1: 0 })).toBeCloseTo(1, 1);
  });
});

describe('skipping blocks of negligible gradients', () => {
  /** Passes with the threshold of the solver, or with none at all, from the same start. */
  function fitWith(skips: boolean, l2: number, maxPasses: number) {
    const problem = problemOf(drawRows(600, 80, 40, 41));
    const team = soloTeam(problem, { exact: false });
    if (!skips) {
      const plain = openLinearKernel(team.memory);
      const { setBatch } = plain;
      const kernel = { ...plain, setBatch: (step: number, b: number, _: number, clock: number) => setBatch(step, b, 0, clock) };
      Object.assign(team, { kernel, slices: team.slices.map((slice) => ({ ...slice, kernel })) });
    }
    fitFast(
      [openMember(team, problem.rows, { rank: null, seed: 1, place: 0 })],
      { l2, l1: 0, maxPasses, passesMade: 0, mayPause: false, isJudged: false },
      () => false,
    );
    return { problem, point: pointOf(team), objective: objectiveAt(problem, pointOf(team), { l2, l1: 0 }) };
  }

  it.each([1e-2, 1e-3, 1e-4])('changes the objective of 60 passes by less than 1e-3 of it with l2 = %d', (l2) => {
    const skipped = fitWith(true, l2, 60);
    const plain = fitWith(false, l2, 60);
    expect(skipped.point).not.toEqual(plain.point);
    expect(Math.abs(skipped.objective / plain.objective - 1)).toBeLessThan(1e-3);
    const one = predictionsAt(skipped.problem, skipped.point);
    const other = predictionsAt(plain.problem, plain.point);
    expect(one.filter((code, i) => code !== other[i]).length).toBeLessThanOrEqual(6);
  });

  it('changes less the longer the fit', () => {
    const differences = [1, 10, 200].map((passes) => Math.abs(fitWith(true, 1e-3, passes).objective - fitWith(false, 1e-3, passes).objective));
    expect(differences[1]!).toBeLessThan(differences[0]!);
    expect(differences[2]!).toBeLessThan(0.1 * differences[0]!);
  });
});

import { describe, expect, it } from 'vitest';
import { codeShares } from '../../../src/ml/labelled-rows.js';
import { fitIntercept } from '../../../src/ml/solvers/intercept-fit.js';
import {
  drawRows,
  drawWeights,
  fitSolo,
  movePoint,
  objectiveAt,
  type Point,
  type Problem,
  pointOf,
  problemOf,
  scoresAt,
  soloTeam,
} from '../linear-problem.js';

const problem = problemOf(drawRows(400, 50, 9, 51), drawWeights(400, 52));

/** (1/n) Σ w (p − y) by code, in plain f64. */
function residual(of: Problem, point: Point): number[] {
  const sums = Array<number>(of.classCount).fill(0);
  scoresAt(of, point).forEach((scores, i) => {
    const top = Math.max(...scores);
    const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
    scores.forEach((score, k) => {
      sums[k]! += (of.rows.weight[i]! / of.rows.row.length) * (Math.exp(score - top) / total - (of.rows.label[i] === k ? 1 : 0));
    });
  });
  return sums;
}

function solvedFrom(start: Point, of: Problem = problem): Point {
  const team = soloTeam(of, { exact: false });
  movePoint(team, start);
  const shares = codeShares(of.rows, of.classCount);
  fitIntercept(team, of.rows, shares);
  return pointOf(team);
}

const fitted = fitSolo(problem, { mode: 'fast', l2: 1e-4, maxPasses: 4 }, { certify: false }).point;

describe('the intercept solved last', () => {
  it('leaves the weights and makes the mean probability of every code its share', () => {
    const point = solvedFrom(fitted);
    expect(point.weights).toEqual(fitted.weights);
    const shares = codeShares(problem.rows, problem.classCount);
    residual(problem, point).forEach((r, k) => {
      expect(Math.abs(r)).toBeLessThan(5e-6 * shares[k]!);
    });
  });

  it.each([2, 3, 4, 9, 16, 17, 40])('does so with %d codes', (classCount) => {
    const few = problemOf(drawRows(600, 60, classCount, 54));
    const start = fitSolo(few, { mode: 'fast', l2: 1e-5, maxPasses: 3 }, { certify: false }).point;
    const shares = codeShares(few.rows, classCount);
    residual(few, solvedFrom(start, few)).forEach((r, k) => {
      expect(Math.abs(r)).toBeLessThan(5e-6 * shares[k]!);
    });
  });

  it('never raises the objective', () => {
    for (const l2 of [1e-2, 1e-5]) {
      for (const maxPasses of [1, 2, 8]) {
        const before = fitSolo(problem, { mode: 'fast', l2, maxPasses }, { certify: false }).point;
        const after = solvedFrom(before);
        expect(objectiveAt(problem, after, { l2, l1: 0 })).toBeLessThanOrEqual(objectiveAt(problem, before, { l2, l1: 0 }) * (1 + 1e-7));
      }
    }
  });

  it.each([
    ['0 for all', () => 0],
    ['up by 5 for one code', (b: number, k: number) => b + (k === 3 ? 5 : 0)],
    ['down by 5 for one code', (b: number, k: number) => b - (k === 3 ? 5 : 0)],
    ['up and down by 3 in turn', (b: number, k: number) => b + (k % 2 === 0 ? 3 : -3)],
  ])('comes to the same objective from an intercept moved: %s', (_, move) => {
    const wanted = objectiveAt(problem, solvedFrom(fitted), { l2: 0, l1: 0 });
    const start = { ...fitted, intercept: fitted.intercept.map((b, k) => Math.fround(move(b, k))) };
    expect(objectiveAt(problem, solvedFrom(start), { l2: 0, l1: 0 }) / wanted - 1).toBeLessThan(1e-5);
  });

  it('is the closed form when all weights are 0', () => {
    const start = { weights: fitted.weights.map((row) => row.map(() => 0)), intercept: fitted.intercept.map(() => 0) };
    const shares = codeShares(problem.rows, problem.classCount);
    const { intercept } = solvedFrom(start);
    intercept.forEach((b, k) => {
      expect(b - intercept[0]!).toBeCloseTo(Math.log(shares[k]! / shares[0]!), 4);
    });
  });

  it('moves no intercept by more than 2 a step, eight times', () => {
    const start = { ...fitted, intercept: fitted.intercept.map((_, k) => (k === 3 ? 1000 : 0)) };
    solvedFrom(start).intercept.forEach((b, k) => {
      expect(Math.abs(b - start.intercept[k]!)).toBeLessThanOrEqual(16);
    });
  });

  it('works with very rare codes and with one code alone', () => {
    const rare = problemOf(drawRows(2000, 50, 120, 53));
    const start = fitSolo(rare, { mode: 'fast', l2: 1e-5, maxPasses: 2 }, { certify: false }).point;
    const shares = codeShares(rare.rows, rare.classCount);
    residual(rare, solvedFrom(start, rare)).forEach((r, k) => {
      expect(Math.abs(r)).toBeLessThan(1e-5 * shares[k]!);
    });
    const one = problemOf({ featureCount: 2, classCount: 1, offsets: [0, 1, 2], ids: [0, 1], values: [1, 1], label: [0, 0] });
    expect(solvedFrom({ weights: [[0.5], [-1]], intercept: [2] }, one).intercept).toEqual([2]);
  });
});

import { describe, expect, it } from 'vitest';
import { FactorSteps } from '../../../src/ml/solvers/factor-steps.js';
import { drawRows, fitSolo, objectiveAt, type Point, predictionsAt, problemOf, type SoloFit, soloTeam, weightNorm } from '../linear-problem.js';

const problem = problemOf(drawRows(400, 60, 20, 71));

/** How many rows of a matrix are independent, by elimination with full pivots; entries under `tolerance` of the first count as 0. */
function rankOf(rows: readonly (readonly number[])[], tolerance: number): number {
  const left = rows.map((row) => [...row]);
  let largest = 0;
  for (let rank = 0; rank < left[0]!.length; rank++) {
    let pivot = { at: -1, k: -1, size: 0 };
    left.forEach((row, at) => {
      row.forEach((value, k) => {
        if (Math.abs(value) > pivot.size) pivot = { at, k, size: Math.abs(value) };
      });
    });
    largest = Math.max(largest, pivot.size);
    if (pivot.size <= tolerance * largest) return rank;
    const [row] = left.splice(pivot.at, 1) as [number[]];
    for (const other of left) {
      const factor = other[pivot.k]! / row[pivot.k]!;
      row.forEach((value, k) => {
        other[k] = k === pivot.k ? 0 : other[k]! - factor * value;
      });
    }
  }
  return left[0]!.length;
}

/** AᵀA and BBᵀ, rank × rank. */
function gramsOf({ team: { layout, memory } }: SoloFit): [left: number[][], right: number[][]] {
  const { rank, stride, featureCount, factors } = layout;
  const a = new Float32Array(memory.buffer, factors.left, featureCount * rank);
  const b = new Float32Array(memory.buffer, factors.right, rank * stride);
  const sum = (count: number, term: (i: number) => number) => Array.from({ length: count }, (_, i) => term(i)).reduce((x, y) => x + y, 0);
  const square = (term: (k: number, l: number) => number) =>
    Array.from({ length: rank }, (_, k) => Array.from({ length: rank }, (_, l) => term(k, l)));
  return [
    square((k, l) => sum(featureCount, (j) => a[j * rank + k]! * a[j * rank + l]!)),
    square((k, l) => sum(stride, (c) => b[k * stride + c]! * b[l * stride + c]!)),
  ];
}

function lossOf(point: Point): number {
  return objectiveAt(problem, point, { l2: 0, l1: 0 });
}

describe('a fit by factors', () => {
  it.each([4, 8])('gives weights of rank %d', (rank) => {
    const { point } = fitSolo(problem, { mode: 'fast', l2: 1e-5, rank, maxPasses: 20 });
    expect(rankOf(point.weights, 1e-5)).toBe(rank);
    expect(rankOf(fitSolo(problem, { mode: 'fast', l2: 1e-5, maxPasses: 20 }).point.weights, 1e-5)).toBe(20);
  });

  it('fits the rows the better the higher the rank', () => {
    const losses = [4, 8, 16].map((rank) => lossOf(fitSolo(problem, { mode: 'fast', l2: 0, rank, maxPasses: 15 }).point));
    expect(losses[1]).toBeLessThan(losses[0]!);
    expect(losses[2]).toBeLessThan(losses[1]!);
  });

  it('learns: most of its own rows get their code', () => {
    const { point } = fitSolo(problem, { mode: 'fast', l2: 1e-6, rank: 16, maxPasses: 30 });
    const right = predictionsAt(problem, point).filter((code, i) => code === problem.rows.label[i]).length;
    expect(right / 400).toBeGreaterThan(0.95);
  });

  it('gives smaller weights for ten times the penalty', () => {
    const norms = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2].map((l2) => weightNorm(fitSolo(problem, { mode: 'fast', l2, rank: 8, maxPasses: 40 }).point));
    norms.slice(1).forEach((norm, i) => {
      expect(norm).toBeLessThan(norms[i]!);
    });
  });

  it('ends where AᵀA = BBᵀ, as every stationary point of loss + l2/2 (‖A‖² + ‖B‖²) does', () => {
    const [left, right] = gramsOf(fitSolo(problem, { mode: 'fast', l2: 3e-3, rank: 4, maxPasses: 3000 }));
    const size = Math.max(...left.flat().map(Math.abs));
    left.flat().forEach((value, i) => {
      expect(Math.abs(value - right.flat()[i]!) / size).toBeLessThan(0.02);
    });
  });

  it('starts from an A drawn evenly from ±8 / rank, every entry of it, and a B of zeros', () => {
    const rank = 8;
    const team = soloTeam(problem, { exact: false, rank });
    new FactorSteps(team, 1).begin();
    const { factors, stride, featureCount } = team.layout;
    const left = new Float32Array(team.memory.buffer, factors.left, featureCount * rank).map((a) => a * (rank / 8));
    const mean = (term: (a: number) => number) => left.reduce((sum, a) => sum + term(a), 0) / left.length;
    expect(left.every((a) => a >= -1 && a <= 1 && a !== 0)).toBe(true);
    // Five standard errors of the mean, and of the mean square, of numbers drawn evenly from ±1.
    expect(Math.abs(mean((a) => a))).toBeLessThan(5 * Math.sqrt(1 / 3 / left.length));
    expect(Math.abs(mean((a) => a * a) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / left.length));
    expect(new Float32Array(team.memory.buffer, factors.right, rank * stride).every((b) => b === 0)).toBe(true);
  });

  it('starts elsewhere with another seed, and has no certificate', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => fitSolo(problem, { mode: 'fast', l2: 1e-5, rank: 8, seed, maxPasses: 3 }));
    expect(one!.point).toEqual(same!.point);
    expect(one!.point).not.toEqual(other!.point);
    expect(one!.certificate).toMatchObject({ kind: 'none', reason: expect.stringContaining('not convex') });
    expect(one!.status).toBe('pass-limit');
  });
});

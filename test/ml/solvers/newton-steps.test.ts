import { describe, expect, it } from 'vitest';
import { NewtonSteps } from '../../../src/ml/solvers/newton-steps.js';
import { drawRows, drawWeights, fitSolo, movePoint, problemOf, scoresAt, soloTeam } from '../linear-problem.js';

// With an odd number of features a vector fills whole cache lines: the next one begins right behind it.
const problem = problemOf(drawRows(200, 41, 7, 71), drawWeights(200, 72));
const PENALTY = { l2: 1e-4, l1: 0 };
const { point } = fitSolo(problem, { mode: 'fast', l2: 1e-4, maxPasses: 2 }, { certify: false });

function stepsAtPoint() {
  const team = soloTeam(problem);
  movePoint(team, point);
  const steps = new NewtonSteps(team, problem.rows, PENALTY);
  const vector = (address: number) => new Float32Array(team.memory.buffer, address, team.layout.stride * (problem.featureCount + 1));
  return { team, steps, vector };
}

/** Probabilities of every row in plain f64. */
const probabilities = scoresAt(problem, point).map((scores) => {
  const powers = scores.map(Math.exp);
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
});

describe('where the weights stand', () => {
  it('the preconditioner has Σ w x² of every feature, n for the intercept, and the mean w p (1 − p) of every code', () => {
    const { team, steps } = stepsAtPoint();
    steps.evaluate();
    const { row, weight, shards } = problem.rows;
    const { offsets, ids, values } = shards[0]!;
    const squares = Array<number>(problem.featureCount).fill(0);
    row.forEach((own, i) => {
      for (let e = offsets[own]!; e < offsets[own + 1]!; e++) squares[ids[e]!]! += weight[i]! * values[e]! ** 2;
    });
    const found = new Float32Array(team.memory.buffer, team.layout.squareSums, problem.featureCount + 1);
    [...squares, row.length].forEach((sum, j) => {
      expect(found[j]).toBeCloseTo(sum, 3);
    });
    const spread = new Float32Array(team.memory.buffer, team.layout.spread, problem.classCount);
    for (let k = 0; k < problem.classCount; k++) {
      const sum = probabilities.reduce((total, own, i) => total + weight[i]! * own[k]! * (1 - own[k]!), 0);
      expect(spread[k]).toBeCloseTo(sum / row.length, 5);
    }
  });

  it('the probabilities of all rows are kept', () => {
    const { team, steps } = stepsAtPoint();
    steps.evaluate();
    probabilities.forEach((own, i) => {
      const kept = new Float32Array(team.memory.buffer, team.layout.probabilities + 4 * team.layout.stride * i, problem.classCount);
      own.forEach((p, k) => {
        expect(kept[k]).toBeCloseTo(p, 5);
      });
    });
  });

  it('conjugate gradients go on until the residual is a tenth of the gradient or less', () => {
    const { steps, vector } = stepsAtPoint();
    steps.evaluate();
    for (const one of [steps.s, steps.r, steps.d]) steps.clear(one);
    const start = steps.move(1, steps.g);
    steps.turn(0);
    steps.solve(start);
    const residual = Math.sqrt(vector(steps.r).reduce((sum, r) => sum + r * r, 0));
    expect(residual).toBeLessThanOrEqual(0.1 * Math.sqrt(start.square));
  });
});

it('a vector is copied whole, and nothing behind it', () => {
  const { team, steps, vector } = stepsAtPoint();
  const from = team.layout.weights;
  steps.evaluate();
  const before = new Uint8Array(team.memory.buffer.slice(0));
  steps.copy(from, steps.h);
  expect(vector(steps.h)).toEqual(vector(from));
  const after = new Uint8Array(team.memory.buffer.slice(0));
  const end = steps.h + vector(steps.h).byteLength;
  expect(Buffer.compare(after.subarray(0, steps.h), before.subarray(0, steps.h))).toBe(0);
  expect(Buffer.compare(after.subarray(end), before.subarray(end))).toBe(0);
});

import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { certify, type Penalty } from '../../src/ml/certificate.js';
import { drawRows, drawWeights, fitSolo, golden, movePoint, objectiveAt, type Point, pointOf, problemOf, soloTeam } from './linear-problem.js';

const plain = drawRows(350, 50, 7, 21);
const problem = problemOf(plain, drawWeights(350, 22));

function certifyAt(point: Point, penalty: Penalty, gradientRows = problem.featureCount) {
  const team = soloTeam(problem, { gradientRows });
  movePoint(team, point);
  return certify(team, problem.rows, penalty);
}

/** The point with f32 intercepts, each moved by what `shiftOf` gives. */
function shifted(point: Point, shiftOf: (k: number) => number): Point {
  return { ...point, intercept: point.intercept.map((b, k) => Math.fround(b + shiftOf(k))) };
}

const randomPoint = (scale: number): Point => {
  const rng = Rng.fromSeed(23);
  const draw = () => Math.fround(scale * (rng.nextFloat() - 0.5));
  return {
    weights: Array.from({ length: problem.featureCount }, () => Array.from({ length: problem.classCount }, draw)),
    intercept: Array.from({ length: problem.classCount }, draw),
  };
};

describe.each([1e-1, 1e-2, 1e-3, 1e-4])('with l2 = %d', (l2) => {
  const penalty = { l2, l1: 0 };
  let best: ReturnType<typeof fitSolo>;
  let lowest: number;
  beforeAll(() => {
    best = fitSolo(problem, { l2, tolerance: 1e-13, maxPasses: 60 });
    lowest = objectiveAt(problem, best.point, penalty);
  });

  const points: [string, () => Point][] = [
    ['the exact solution', () => best.point],
    ['a fast solution', () => fitSolo(problem, { ...penalty, mode: 'fast', maxPasses: 5 }).point],
    ['a fast solution whose intercept was not solved', () => fitSolo(problem, { ...penalty, mode: 'fast', maxPasses: 5 }, { certify: false }).point],
    ['small random weights', () => randomPoint(0.5)],
    ['large random weights', () => randomPoint(20)],
    ['an intercept that is off by 0.01', () => shifted(best.point, (k) => (k === 2 ? 0.01 : 0))],
    ['an intercept that is off by 1', () => shifted(best.point, (k) => (k % 2 === 0 ? 1 : 0))],
    ['an intercept that is off by 30', () => shifted(best.point, (k) => (k === 0 ? 30 : 0))],
  ];

  it.each(points)('the gap of %s is at least the true one and at most F', (_, pointAt) => {
    const point = pointAt();
    const { objective, gap } = certifyAt(point, penalty);
    expect(objective / objectiveAt(problem, point, penalty)).toBeCloseTo(1, 10);
    expect(gap).toBeGreaterThanOrEqual(objective - lowest - 1e-12 * objective);
    expect(gap).toBeLessThanOrEqual(objective);
  });

  it('the gap of the exact solution is small', () => {
    const { objective, gap } = certifyAt(best.point, penalty);
    expect(gap! / objective).toBeLessThan(1e-4);
  });
});

/** Gradient descent on W alone, in f64, with the intercept held. */
function bestWeightsFor(l2: number, intercept: readonly number[]): Point {
  const { classCount, featureCount, rows } = problem;
  const [shard] = rows.shards;
  const weights = Array.from({ length: featureCount }, () => Array<number>(classCount).fill(0));
  const n = rows.row.length;
  const momentum = weights.map((row) => [...row]);
  const rate = 1;
  for (let step = 0; step < 400; step++) {
    const gradient = weights.map((row) => row.map((w) => l2 * w));
    for (let i = 0; i < n; i++) {
      const row = rows.row[i]!;
      const scores = [...intercept];
      for (let e = shard!.offsets[row]!; e < shard!.offsets[row + 1]!; e++) {
        const w = weights[shard!.ids[e]!]!;
        for (let k = 0; k < classCount; k++) scores[k]! += shard!.values[e]! * w[k]!;
      }
      const top = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - top));
      const sum = powers.reduce((a, b) => a + b);
      for (let e = shard!.offsets[row]!; e < shard!.offsets[row + 1]!; e++) {
        const g = gradient[shard!.ids[e]!]!;
        const factor = (rows.weight[i]! * shard!.values[e]!) / n;
        for (let k = 0; k < classCount; k++) g[k]! += factor * (powers[k]! / sum - (k === rows.label[i] ? 1 : 0));
      }
    }
    gradient.forEach((g, j) => {
      for (let k = 0; k < classCount; k++) {
        momentum[j]![k] = 0.9 * momentum[j]![k]! + g[k]!;
        weights[j]![k]! -= rate * momentum[j]![k]!;
      }
    });
  }
  return { weights, intercept };
}

describe.each(golden.lasso.optima)('with l1 = $l1, l2 = $l2', (elastic) => {
  const sparse = problemOf(golden.lasso.problem);
  const penalty = { l2: elastic.l2, l1: elastic.l1 };

  it.each([1, 5, 40, 1000])('the gap after %d passes is at least the distance to the optimum of scikit-learn', (maxPasses) => {
    const { certificate } = fitSolo(sparse, { ...penalty, mode: 'fast', maxPasses });
    expect(certificate.kind === 'duality-gap' && certificate.gap).toBeGreaterThanOrEqual(certificate.objective - elastic.objective - 1e-9);
    expect(certificate.kind === 'duality-gap' && certificate.gap).toBeLessThanOrEqual(certificate.objective);
  });

  it('the gap of a bad intercept is at least the true one', () => {
    const team = fitSolo(sparse, { ...penalty, mode: 'fast', maxPasses: 1000 }).team;
    const point = pointOf(team);
    for (const shift of [0.01, 0.3, 3]) {
      movePoint(
        team,
        shifted(point, (k) => (k === 0 ? shift : 0)),
      );
      const { objective, gap } = certify(team, sparse.rows, penalty);
      expect(gap).toBeGreaterThanOrEqual(objective - elastic.objective);
    }
  });
});

it('sees a bad intercept where ‖∇_W F‖² / (2·l2) alone sees nothing wrong', () => {
  const penalty = { l2: 1e-2, l1: 0 };
  const best = fitSolo(problem, { ...penalty, tolerance: 1e-10 }).point;
  // The best weights for an intercept held 1 too high: ∇_W F = 0.
  const point = bestWeightsFor(penalty.l2, shifted(best, (k) => (k === 1 ? 1 : 0)).intercept);
  const { objective, gap, gradientNorm } = certifyAt(point, penalty);
  const trueGap = objective - objectiveAt(problem, best, penalty);
  expect((gradientNorm * gradientNorm) / (2 * penalty.l2)).toBeLessThan(0.01 * trueGap);
  expect(gap).toBeGreaterThan(trueGap);
});

it('says none without a penalty', () => {
  const { certificate, status } = fitSolo(problem, { mode: 'fast', l2: 0, l1: 0, maxPasses: 3 });
  expect(certificate).toMatchObject({ kind: 'none', reason: 'no certificate with l2 = 0 and l1 = 0' });
  expect(status).toBe('pass-limit');
});

it('has the same bits for any number of gradient rows held at once', () => {
  for (const point of [randomPoint(1), fitSolo(problem, { l2: 1e-3 }).point]) {
    const whole = certifyAt(point, { l2: 1e-3, l1: 1e-4 });
    for (const gradientRows of [1, 7, problem.featureCount - 1, problem.featureCount + 5]) {
      const { gradientNorm, gap, ...rest } = certifyAt(point, { l2: 1e-3, l1: 1e-4 }, gradientRows);
      expect({ ...rest, gradientNorm, gap }).toEqual(whole);
    }
  }
});

it('has the same bits for slices that cut the blocks in which rows are summed', () => {
  const wide = problemOf(drawRows(100, 2500, 6, 24));
  const { point } = fitSolo(wide, { mode: 'fast', maxPasses: 2 });
  const [whole, ...sliced] = [2500, 60, 1000, 1024, 2048].map((gradientRows) => {
    const team = soloTeam(wide, { gradientRows });
    movePoint(team, point);
    return certify(team, wide.rows, { l2: 1e-3, l1: 1e-4 });
  });
  for (const known of sliced) expect(known).toEqual(whole);
});

it('is 0 when one code has all rows', () => {
  const one = problemOf({ featureCount: 2, classCount: 1, offsets: [0, 1, 2], ids: [0, 1], values: [1, 1], label: [0, 0] });
  const { certificate, status } = fitSolo(one, { l2: 1e-2 });
  expect(certificate).toMatchObject({ kind: 'duality-gap', objective: 0, gap: 0, relativeGap: 0 });
  expect(status).toBe('converged');
});

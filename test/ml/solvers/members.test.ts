import { describe, expect, it } from 'vitest';
import { batchRows } from '../../../src/ml/labelled-rows.js';
import { fitFast } from '../../../src/ml/solvers/fast-fit.js';
import { averageMembers, openMember, planMembers, sharesOf } from '../../../src/ml/solvers/members.js';
import { drawRows, fitSolo, type Point, pointOf, problemOf, requestOf, soloTeam } from '../linear-problem.js';

const problem = problemOf(drawRows(700, 90, 13, 71));
const settings = { mode: 'fast', l2: 1e-4, maxPasses: 3 } as const;

/** Each member of a fit on its own. */
function alone(own: Parameters<typeof requestOf>[1]): Point[] {
  const request = requestOf(problem, own, { certify: false });
  return planMembers(request.settings).map((plan) => {
    const member = openMember(soloTeam(problem, { exact: false, rank: plan.rank }), problem.rows, plan);
    fitFast([member], { ...request.settings, passesMade: 0, mayPause: false, isJudged: false }, () => false);
    averageMembers([member], [1]);
    return pointOf(member.team);
  });
}

function mean(points: readonly Point[], shares: readonly number[]): Point {
  const sum = (of: (point: Point) => number): number => points.reduce((total, point, m) => total + shares[m]! * of(point), 0);
  return {
    weights: points[0]!.weights.map((row, j) => row.map((_, k) => sum(({ weights }) => weights[j]![k]!))),
    intercept: points[0]!.intercept.map((_, k) => sum(({ intercept }) => intercept[k]!)),
  };
}

function largestDifference(a: Point, b: Point): number {
  const flat = ({ weights, intercept }: Point): number[] => [...weights.flat(), ...intercept];
  const other = flat(b);
  return flat(a).reduce((most, x, i) => Math.max(most, Math.abs(x - other[i]!)), 0);
}

describe('the mean of several fits', () => {
  it.each([
    ['of whole weights', { average: 3 }],
    ['of factors', { average: 3, rank: 8 }],
    ['of both', { average: 2, rank: 8, mixed: true, fullShare: 0.25 }],
    ['of both, with nothing of the whole weights', { average: 2, rank: 8, mixed: true, fullShare: 0 }],
    ['of both, with nothing of the factors', { average: 2, rank: 8, mixed: true, fullShare: 1 }],
  ] as const)('%s has the mean weights of its members', (_, more) => {
    const own = { ...settings, ...more };
    const members = alone(own);
    const plans = planMembers(requestOf(problem, own, {}).settings);
    const { point } = fitSolo(problem, own, { certify: false });
    expect(largestDifference(point, mean(members, sharesOf(plans, 'fullShare' in more ? more.fullShare : null)))).toBeLessThan(2e-6);
    // The members are not one and the same.
    expect(largestDifference(members[0]!, members[1]!)).toBeGreaterThan(1e-3);
  });

  it('begins with the fit that stands alone without an average', () => {
    const [first] = alone({ ...settings, average: 2 });
    expect(first).toEqual(fitSolo(problem, settings, { certify: false }).point);
  });
});

it('a further member meets every mini-batch once a pass, in another order', () => {
  const [, second] = planMembers(requestOf(problem, { ...settings, average: 2 }, {}).settings);
  const { rows } = openMember(soloTeam(problem, { exact: false }), problem.rows, second!);
  const met = Array.from({ length: 11 }, (_, visited) => batchRows(rows, visited));
  expect(met).not.toEqual(met.toSorted((a, b) => a.from - b.from));
  expect(met.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)).sort((a, b) => a - b)).toEqual([
    ...Array.from({ length: 700 }).keys(),
  ]);
});

it('shares of a mixture sum to 1, and members of no share are not fitted', () => {
  const mixed = { ...settings, average: 3, rank: 8, mixed: true as const };
  const plansAt = (fullShare?: number) =>
    planMembers(requestOf(problem, { ...mixed, ...(fullShare === undefined ? {} : { fullShare }) }, {}).settings);
  expect(sharesOf(plansAt(), 0.25)).toEqual([0.25, 0.25, 0.25, 0.25 / 3, 0.25 / 3, 0.25 / 3]);
  expect(plansAt(0).map(({ rank }) => rank)).toEqual([8, 8, 8]);
  expect(plansAt(1).map(({ rank }) => rank)).toEqual([null, null, null]);
});

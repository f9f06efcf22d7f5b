import { expect, it } from 'vitest';
import { countStrata, strataOf } from '../../../src/evaluation/calibration/group-strata.js';
import { roleWeights } from '../../../src/evaluation/calibration/role-weights.js';

it('a group counts for the most frequent code of its rows, ties for the first', () => {
  const rows = {
    rowCount: 8,
    code: Int32Array.of(2, 1, 1, 0, 3, 3, 2, 0),
    group: Uint32Array.of(0, 0, 0, 1, 2, 2, 3, 3),
    groupCount: 5,
  };
  expect([...strataOf(rows, () => true)]).toEqual([1, 0, 3, 0, -1]);
  expect([...strataOf(rows, (row) => row < 2)]).toEqual([1, -1, -1, -1, -1]);
  expect([
    ...countStrata(
      strataOf(rows, () => true),
      4,
      () => true,
    ),
  ]).toEqual([2, 1, 0, 1]);
  expect([
    ...countStrata(
      strataOf(rows, () => true),
      4,
      (group) => group > 0,
    ),
  ]).toEqual([2, 0, 0, 1]);
});

it('rows of a role weigh as the groups of their code in the data, and the share that they say nothing of is told', () => {
  const { weight, unspokenShare } = roleWeights(Int32Array.of(0, 1, 1), Uint32Array.of(5, 20, 25), Uint32Array.of(1, 2, 0));
  expect([...weight]).toEqual([5, 10, 10]);
  expect(unspokenShare).toBe(0.5);
});

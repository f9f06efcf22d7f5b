import { expect, test } from 'vitest';
import { ScoreTally } from '../../../src/evaluation/consistency/score-tally.js';

function tallyOf(scores: readonly (number | null)[]): ScoreTally {
  const tally = new ScoreTally();
  for (const score of scores) tally.add(score);
  return tally;
}

test('rows without a score count nowhere, a score of 1 in the last tenth', () => {
  const { rowCount, mean, tenths } = tallyOf([0, 0.05, null, 1, 0.95]).summary();
  expect({ rowCount, mean }).toEqual({ rowCount: 4, mean: 0.5 });
  expect(tenths).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.5]);
});

test('two distributions are as far apart as their steps are where that is most', () => {
  // At 0.3 three of five are at or below, and none of four.
  expect(tallyOf([0.1, 0.2, 0.3, 0.4, 0.9]).distanceTo(tallyOf([0.35, 0.5, 0.6, 0.95]))).toBeCloseTo(0.6, 12);
});

test('nothing is said without rows', () => {
  expect(tallyOf([null]).summary()).toEqual({ rowCount: 0, mean: null, tenths: null });
  expect(tallyOf([]).distanceTo(tallyOf([1]))).toBeNull();
});

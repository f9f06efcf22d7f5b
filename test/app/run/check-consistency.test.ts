import { expect, test } from 'vitest';
import { holdConsistency } from '../../../src/app/run/check-consistency.js';
import type { Consistency } from '../../../src/evaluation/consistency/consistency.js';
import { PASSED } from './passed-comparison.js';

function found(agreement: number, shift: number, floor: number): Consistency {
  const level = { level: 1, shift, floor, pValue: shift > floor ? 0.001 : 0.4, isAlarm: shift > floor };
  const scores = { rowCount: 0, mean: null, tenths: null };
  return { rowCount: 1000, agreement, shifts: [level], scores: { first: scores, second: scores, distance: null }, codes: [], moves: [] };
}

test('a candidate at its limits passes', () => {
  const held = holdConsistency(PASSED, { maxShift: 0.04, minAgreement: 0.9 }, found(0.9, 0.04, 0.01), []);
  expect({ decision: held.decision, isHeld: held.consistency?.isHeld }).toEqual({ decision: 'promote', isHeld: true });
});

test('a candidate that agrees too seldom is refused, with both figures', () => {
  const { decision, reason } = holdConsistency(PASSED, { minAgreement: 0.9 }, found(0.89, 0, 0), []);
  expect(decision).toBe('refuse');
  expect(reason).toBe("89.0 % of the rows get the champion's code, at least 90.0 % wanted; besides: not worse");
});

test('a shift beyond the limit refuses, but not where chance does as much', () => {
  expect(holdConsistency(PASSED, { maxShift: 0.01 }, found(0.9, 0.04, 0.02), [])).toMatchObject({
    decision: 'refuse',
    reason: 'the codes shift by 4.0 %, beyond chance (2.0 %), at most 1.0 % wanted; besides: not worse',
  });
  expect(holdConsistency(PASSED, { maxShift: 0.01 }, found(0.9, 0.04, 0.05), []).decision).toBe('promote');
});

test('without limits rows are only told of', () => {
  expect(holdConsistency(PASSED, {}, found(0.1, 0.9, 0.01), [])).toMatchObject({
    decision: 'promote',
    consistency: { maxShift: null, isHeld: true },
  });
});

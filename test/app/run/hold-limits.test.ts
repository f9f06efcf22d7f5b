import { expect, test } from 'vitest';
import type { CodingCosts } from '../../../src/app/run/coding-costs.js';
import { holdLimits } from '../../../src/app/run/hold-limits.js';
import { PASSED } from './passed-comparison.js';

const costs: CodingCosts = {
  rowCount: 300,
  textsPerCpuSecond: 5000,
  p95Ms: 0.4,
  spread: { textsPerCpuSecond: [4800, 5100], p95Ms: [0.3, 0.9] },
  bundleBytes: 40e6,
  predictBytes: 500e6,
  peakBytes: 200e6,
};

const LOOSE = { minTextsPerCpuSecond: 5000, maxP95Ms: 0.4, maxBundle: 40e6, maxMemory: 200e6 };

test('a candidate at its limits passes', () => {
  const { decision, reason, limits } = holdLimits(PASSED, LOOSE, costs);
  expect({ decision, reason }).toEqual({ decision: 'promote', reason: 'not worse' });
  expect(limits?.map(({ isHeld }) => isHeld)).toEqual([true, true, true, true]);
});

test.each([
  [{ minTextsPerCpuSecond: 5001 }, 'texts a CPU second: 5,000 (4,800 to 5,100), at least 5,001 wanted; besides: not worse'],
  [{ maxP95Ms: 0.39 }, 'milliseconds for 95 of 100 texts: 0.4 (0.3 to 0.9), at most 0.39 wanted; besides: not worse'],
  [{ maxBundle: 39e6 }, 'size of the bundle: 38.1 MiB, at most 37.2 MiB wanted; besides: not worse'],
  [{ maxMemory: 199e6 }, 'peak memory of a process that codes: 191 MiB, at most 190 MiB wanted; besides: not worse'],
])('a candidate over %o is refused, with its figure and what was wanted', (limits, reason) => {
  expect(holdLimits(PASSED, { ...LOOSE, ...limits }, costs)).toMatchObject({ decision: 'refuse', reason });
});

test('the first model is refused too', () => {
  expect(holdLimits({ ...PASSED, decision: 'no-champion', champion: null }, { maxBundle: 1 }, costs).decision).toBe('refuse');
});

test("the champion's own model stays unchanged, and the reason tells of the limit", () => {
  const { decision, reason } = holdLimits({ ...PASSED, decision: 'unchanged', reason: 'the same' }, { maxBundle: 1 }, costs);
  expect(decision).toBe('unchanged');
  expect(reason).toContain('the same; size of the bundle');
});

test('what was not measured passes nobody, and refuses nobody', () => {
  expect(holdLimits(PASSED, { maxP95Ms: 1 }, null)).toMatchObject({ decision: 'cannot-tell', limits: [{ value: null, isHeld: null }] });
  expect(holdLimits({ ...PASSED, decision: 'refuse', reason: 'worse' }, { maxP95Ms: 1 }, null)).toMatchObject({
    decision: 'refuse',
    reason: 'worse',
  });
  expect(holdLimits(PASSED, { maxMemory: 1, maxBundle: 1 }, { ...costs, peakBytes: null }).decision).toBe('refuse');
});

test('a limit that is not asked for is not shown', () => {
  expect(holdLimits(PASSED, {}, costs).limits).toEqual([]);
});

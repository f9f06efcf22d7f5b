import { expect, it } from 'vitest';
import { pairedPValue } from '../../../src/evaluation/paired/paired-p-value.js';
import { tangoLowerBound, tangoUpperBound } from '../../../src/evaluation/paired/tango-bound.js';

it('is that of McNemar’s test', () => {
  // Agresti, Categorical Data Analysis, ratings of a prime minister: 86 and 150 of 1600 changed, z² = 17.36, p = 0.00003.
  expect(pairedPValue({ firstOnly: 86, secondOnly: 150, count: 1600 })).toBeCloseTo(0.00003098, 7);
  // The same by the chi-square distribution of one degree of freedom: P(χ² > 225/35) = 0.011231.
  expect(pairedPValue({ firstOnly: 10, secondOnly: 25, count: 80 })).toBeCloseTo(0.011231, 5);
});

it('is below a level just where the interval of that level leaves 0 out', () => {
  for (const [firstOnly, secondOnly] of [
    [3, 11],
    [3, 12],
    [10, 22],
    [10, 23],
    [40, 60],
  ] as const) {
    const counts = { firstOnly, secondOnly, count: 200 };
    const isOutside = tangoLowerBound(counts, 0.975) > 0 || tangoUpperBound(counts, 0.975) < 0;
    expect(pairedPValue(counts) < 0.05, `${firstOnly}, ${secondOnly}`).toBe(isOutside);
  }
});

it('is 1 where nothing differs', () => {
  expect(pairedPValue({ firstOnly: 0, secondOnly: 0, count: 10 })).toBe(1);
});

import { describe, expect, it } from 'vitest';
import { binomialAtMost, incompleteBeta } from '../../../src/evaluation/review/incomplete-beta.js';

describe('the incomplete beta function', () => {
  // Values of scipy.special.betainc, SciPy 1.17.1.
  it.each([
    [0.5, 2, 3, 0.6875],
    [0.05, 1, 175, 0.9998736338000944],
    [0.1, 0.5, 0.5, 0.20483276469913345],
    [0.9, 12.5, 3.25, 0.8654001122367354],
    [0.05, 51.3, 948.7, 0.4424253501570891],
    [0.05, 61.3, 938.7, 0.0609925571428376],
    [0.1, 5001, 45000, 0.4962336119611659],
    [0.95, 166, 10, 0.621190864142391],
    [0.02, 1900, 98100, 0.9888434712552309],
    [0.999, 30, 0.7, 0.9069094062481132],
  ])('I_%d(%d, %d) is %d', (x, a, b, value) => {
    expect(incompleteBeta(x, a, b) / value).toBeCloseTo(1, 9);
  });

  it('mirrors itself, and rises from 0 to 1', () => {
    for (const [a, b] of [
      [0.5, 0.5],
      [3, 70],
      [12.5, 1],
      [900, 40.25],
    ] as const) {
      let last = 0;
      for (let x = 0; x <= 1; x += 1 / 64) {
        const value = incompleteBeta(x, a, b);
        expect(value).toBeGreaterThanOrEqual(last - 1e-15);
        expect(value + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 12);
        last = value;
      }
      expect(last).toBe(1);
    }
  });
});

describe('the chance of at most k hits', () => {
  it('is the sum of binomial terms', () => {
    const [n, share] = [17, 0.3];
    let term = 0.7 ** n;
    let sum = term;
    for (let k = 0; k < n; k++) {
      expect(binomialAtMost(k, n, share)).toBeCloseTo(sum, 13);
      term *= (((n - k) / (k + 1)) * share) / (1 - share);
      sum += term;
    }
    expect(binomialAtMost(n, n, share)).toBe(1);
  });
});

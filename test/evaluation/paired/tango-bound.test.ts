import { describe, expect, it } from 'vitest';
import { restrictedVariance, tangoLowerBound, tangoUpperBound } from '../../../src/evaluation/paired/tango-bound.js';

describe("Tango's bounds", () => {
  // The restricted likelihood maximised, and the score test inverted, by SciPy 1.17.1 (minimize_scalar and brentq), without the closed form.
  it.each([
    [12, 2, 50, 0.06111, 0.34471],
    [2, 12, 50, -0.34471, -0.06111],
    [0, 0, 50, -0.07135, 0.07135],
    [3, 9, 40, -0.32087, 0.02199],
    [20, 0, 60, 0.22729, 0.45943],
    [1, 0, 30, -0.08396, 0.1667],
    [5, 5, 200, -0.03577, 0.03577],
    [53, 16, 80, 0.26893, 0.61788],
  ])('of %d and %d of %d units are %d and %d', (firstOnly, secondOnly, count, low, high) => {
    const counts = { firstOnly, secondOnly, count };
    expect(tangoLowerBound(counts, 0.975)).toBeCloseTo(low, 4);
    expect(tangoUpperBound(counts, 0.975)).toBeCloseTo(high, 4);
  });

  it('take the share that is most likely at the difference', () => {
    for (const [firstOnly, secondOnly, count] of [
      [12, 2, 50],
      [3, 9, 40],
      [20, 0, 60],
    ] as const) {
      for (const delta of [-0.3, -0.05, 0, 0.1, 0.4]) {
        const logLikelihood = (q: number): number => {
          const p = q + delta;
          const same = 1 - p - q;
          const part = (times: number, share: number): number => (times === 0 ? 0 : times * Math.log(share));
          return part(firstOnly, p) + part(secondOnly, q) + part(count - firstOnly - secondOnly, same);
        };
        const q = (restrictedVariance({ firstOnly, secondOnly, count }, delta) - delta * (1 - delta)) / 2;
        const [least, most] = [Math.max(0, -delta), (1 - delta) / 2];
        expect(q).toBeGreaterThanOrEqual(least - 1e-9);
        for (let i = 1; i < 200; i++) expect(logLikelihood(q)).toBeGreaterThanOrEqual(logLikelihood(least + ((most - least) * i) / 200) - 1e-9);
      }
    }
  });

  it('narrow with units where nothing differs, and say nothing without any', () => {
    const z = 1.6448536;
    expect(tangoLowerBound({ firstOnly: 0, secondOnly: 0, count: 100 }, 0.95)).toBeCloseTo((-z * z) / (100 + z * z), 6);
    expect(tangoLowerBound({ firstOnly: 0, secondOnly: 0, count: 0 }, 0.95)).toBe(-1);
  });
});

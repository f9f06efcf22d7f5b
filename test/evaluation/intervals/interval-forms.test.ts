import { expect, test } from 'vitest';
import { normalQuantile } from '../../../src/evaluation/intervals/interval-forms.js';

// Computed with mpmath at 40 digits: the root z of ln(erfc(−z/√2)/2) = ln p. Python's statistics.NormalDist().inv_cdf(p) gives the same 15 digits.
test.each([
  [1e-20, -9.262340089798],
  [1e-15, -7.941345326171],
  [1e-12, -7.034483825301],
  [1e-9, -5.997807015008],
])('the normal quantile holds far out in the tail: %f', (share, z) => {
  expect(normalQuantile(share) / z).toBeCloseTo(1, 6);
});

import { expect, test } from 'vitest';
import { normalQuantile } from '../../../src/evaluation/intervals/interval-forms.js';

// R: qnorm(p)
test.each([
  [1e-20, -9.262340089798],
  [1e-15, -7.941345326171],
  [1e-12, -7.034483825391],
  [1e-9, -5.997807015008],
])('the normal quantile holds far out in the tail: %f', (share, z) => {
  expect(normalQuantile(share) / z).toBeCloseTo(1, 6);
});

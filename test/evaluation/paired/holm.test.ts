import { expect, it } from 'vitest';
import { holm } from '../../../src/evaluation/paired/holm.js';

it('corrects p-values as p.adjust of R with method "holm" does', () => {
  // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") in R 4.3: 0.03 0.06 0.06 0.02.
  holm([0.01, 0.04, 0.03, 0.005]).forEach((p, place) => {
    expect(p).toBeCloseTo([0.03, 0.06, 0.06, 0.02][place] as number, 12);
  });
  // p.adjust(c(0.5, 0.001, 0.2), "holm"): 0.5 0.003 0.4.
  holm([0.5, 0.001, 0.2]).forEach((p, place) => {
    expect(p).toBeCloseTo([0.5, 0.003, 0.4][place] as number, 12);
  });
});

it('gives no value above 1, one value as it is, and none for none', () => {
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([0.02])).toEqual([0.02]);
  expect(holm([])).toEqual([]);
});

import { expect, test } from 'vitest';
import { effectiveSize, informativeUnits } from '../../../src/evaluation/intervals/effective-size.js';
import { resamplingUnits } from '../../../src/evaluation/intervals/resampling-units.js';

/** Four groups of code 0 and one of code 1; three are right as a whole, one of two rows only in half. */
const units = resamplingUnits({
  classCount: 2,
  label: Int32Array.of(0, 0, 0, 0, 0, 1),
  group: Uint32Array.of(0, 1, 2, 3, 3, 4),
  weight: Float32Array.of(1, 1, 1, 0.5, 0.5, 1),
  predicted: Int32Array.of(0, 0, 1, 0, 1, 1),
});

test('units that are right as a whole are told from the others', () => {
  expect(informativeUnits(units)).toEqual({ right: 3, wrong: 2 });
});

test('the effective size is (Σ a)² / Σ a², with shares by weight or by code', () => {
  expect(effectiveSize(units, 'weight')).toBeCloseTo(5, 12);
  // Shares 1/4 four times, and 1.
  expect(effectiveSize(units, 'code')).toBeCloseTo(2 ** 2 / (4 / 16 + 1), 12);
});

import { describe, expect, it } from 'vitest';
import { crossFitWeights, type HeldOutRow } from '../../../src/evaluation/calibration/cross-fit-weights.js';

// Codes with 1, 2, 3 and 40 groups in the data; 1, 1, 2 and 32 of them are shipped. Fold 0 holds one group of each of the last two.
const inData = Uint32Array.of(1, 2, 3, 40);
const shipped = Uint32Array.of(1, 1, 2, 32);
const rows: HeldOutRow[] = [{ code: 0, fold: 0 }, { code: 2, fold: 0 }, ...Array.from({ length: 4 }, () => ({ code: 3, fold: 0 }))];
const groups = { inData, shipped, known: [Uint32Array.of(0, 1, 1, 32)], scored: Uint32Array.of(1, 0, 1, 4) };

describe('weights of held-out rows', () => {
  const { weight, unspokenShare } = crossFitWeights(rows, groups);
  const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

  it('are 0 where the fit does not know the code', () => {
    expect(weight[0]).toBe(0);
  });

  it('let a row stand for codes of which the shipped model knows what its own fit knew of its code', () => {
    // The row of code 2 was scored by a fit that knew one group of it: it stands for the two groups of code 1, and, since there is no row
    // whose fit knew two groups, for the three of code 2.
    expect(weight[1]).toBeCloseTo(2 + 3, 12);
    expect(sum(weight.subarray(2))).toBeCloseTo(40, 12);
  });

  it('tell what they say nothing of: codes that are in the data once', () => {
    expect(sum(weight)).toBeCloseTo(45, 12);
    expect(unspokenShare).toBeCloseTo(1 / 46, 12);
  });

  it('are none where nothing was scored', () => {
    expect(crossFitWeights([], groups)).toEqual({ weight: new Float64Array(0), unspokenShare: 1 });
  });
});

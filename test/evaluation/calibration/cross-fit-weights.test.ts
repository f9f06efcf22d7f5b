import { describe, expect, it } from 'vitest';
import { crossFitWeights, type HeldOutRow, supportOf } from '../../../src/evaluation/calibration/cross-fit-weights.js';

// Codes with 1, 2, 3, 4 and 40 groups in the data, of which the test role took none, 1, 1, 1 and 4; 1, 1, 2, 3 and 32 are shipped. Fold 0
// holds one group of each of the last three, and that of the first.
const inData = Uint32Array.of(1, 2, 3, 4, 40);
const pool = Uint32Array.of(1, 1, 2, 3, 36);
const shipped = Uint32Array.of(1, 1, 2, 3, 32);
const rows: HeldOutRow[] = [0, 2, 3, 4, 4, 4, 4].map((code) => ({ code, fold: 0 }));
const groups = { inData, pool, shipped, known: [Uint32Array.of(0, 1, 1, 2, 32)], scored: Uint32Array.of(1, 0, 1, 1, 4) };

describe('support of a held-out row', () => {
  it('is what its fit knew of its code, less what that is short of the shipped model', () => {
    expect(rows.slice(0, 4).map((row) => supportOf(row, groups))).toEqual([0, 0, 1, 32]);
  });

  it('is what its fit knew where the test role took no group of the code', () => {
    expect(rows.slice(0, 4).map((row) => supportOf(row, { ...groups, inData: pool }))).toEqual([0, 1, 2, 32]);
  });
});

describe('weights of held-out rows', () => {
  const { weight, unspokenShare } = crossFitWeights(rows, groups);
  const sum = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

  it('are 0 without support: where the fit does not know the code, or as good as', () => {
    expect([...weight.subarray(0, 2)]).toEqual([0, 0]);
  });

  it('let a row stand for codes of which the shipped model knows as much as its support', () => {
    // The row of code 3 has a support of one group: it stands for the two groups of code 1, and, since there is no row of support two or
    // three, for the three of code 2 and the four of code 3.
    expect(weight[2]).toBeCloseTo(2 + 3 + 4, 12);
    expect(sum(weight.subarray(3))).toBeCloseTo(40, 12);
  });

  it('tell what they say nothing of: codes that are in the data once', () => {
    expect(sum(weight)).toBeCloseTo(49, 12);
    expect(unspokenShare).toBeCloseTo(1 / 50, 12);
  });

  it('are none where nothing was scored', () => {
    expect(crossFitWeights([], groups)).toEqual({ weight: new Float64Array(0), unspokenShare: 1 });
  });
});

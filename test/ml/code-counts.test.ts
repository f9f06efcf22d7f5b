import { expect, test } from 'vitest';
import { countCodes, f1Of, summarise } from '../../src/ml/code-counts.js';

test('a single row counts', () => {
  expect(summarise(countCodes(Int32Array.of(1), Int32Array.of(1), null, 3))).toEqual({ macroF1: 1, microF1: 1, weightedF1: 1, accuracy: 1 });
});

test('without rows every figure is 0', () => {
  expect(summarise(countCodes(new Int32Array(0), new Int32Array(0), null, 3))).toEqual({ macroF1: 0, microF1: 0, weightedF1: 0, accuracy: 0 });
});

test('counts are by weight, and F1 is 2 · right / (support + predicted)', () => {
  const counts = countCodes(Int32Array.of(0, 0, 1), Int32Array.of(0, 1, 1), Float32Array.of(1, 2, 4), 2);
  expect([[...counts.support], [...counts.predicted], [...counts.right]]).toEqual([
    [3, 4],
    [1, 6],
    [1, 4],
  ]);
  expect(f1Of(counts, 0)).toBeCloseTo(2 / 4, 12);
  expect(f1Of(counts, 1)).toBeCloseTo(8 / 10, 12);
});

import { expect, test } from 'vitest';
import { meanOverRows } from '../../../src/evaluation/figures/over-rows/mean-over-rows.js';
import type { JudgedRows } from '../../../src/evaluation/judged-rows.js';

const rows = (weight: Float32Array | null, count: number) => ({ label: new Int32Array(count), weight }) as unknown as JudgedRows;
const value = (row: number, weight: number) => weight * 10 * row;

test('a mean over rows counts every row by its weight, or once', () => {
  expect(meanOverRows(rows(null, 3), value)).toBe(10);
  expect(meanOverRows(rows(Float32Array.of(1, 1, 2), 3), value)).toBe(50 / 4);
});

test('without rows it is 0', () => {
  expect(meanOverRows(rows(null, 0), value)).toBe(0);
});

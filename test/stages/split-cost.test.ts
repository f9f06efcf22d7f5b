import { expect, test } from 'vitest';
import type { CostOf } from '../../src/forecast/cost.js';
import { splitCost } from '../../src/stages/split/cost.js';

const costOf = (rowCount: number, workerCount: number, runs = true) =>
  splitCost({ sizes: { rowCount }, limits: { workerCount }, runs: () => runs } as unknown as Parameters<CostOf>[0]);

test('a split that is new takes time by its rows, shared out among the workers, and disk by its rows', () => {
  const one = costOf(1_000_000, 1);
  // Measured at 15 s a million rows.
  expect(one.seconds).toBeCloseTo(15, 9);
  expect(costOf(2_000_000, 4).seconds).toBeCloseTo(one.seconds! / 2, 9);
  expect(costOf(2_000_000, 4).diskBytes).toBe(2 * one.diskBytes!);
});

test('a split that is in the store costs nothing', () => {
  expect(costOf(1_000_000, 1, false)).toEqual({});
});

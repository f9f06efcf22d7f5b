import { describe, expect, it } from 'vitest';
import { dealFolds, fittedCountOf, foldCountOf, NOT_HELD_OUT } from '../../../src/evaluation/calibration/pool-folds.js';

it.each([
  [800, 900, 9],
  [820, 900, 12],
  [700, 900, 5],
  [900, 900, 20],
  [899, 900, 20],
  [10, 900, 3],
])('%d of %d groups shipped: %d folds, so that a fit without one is as large', (shipped, pool, folds) => {
  expect(foldCountOf(shipped, pool)).toBe(folds);
  if (folds < 20 && folds > 3) expect((1 - 1 / folds) * pool).toBeGreaterThanOrEqual(shipped);
});

it.each([
  [10, 21_500, 3],
  [10, 4_000, 10],
  [10, 1_000_000, 1],
  [20, 100, 20],
])('of %d folds of %d rows %d are fitted', (folds, rows, fitted) => {
  expect(fittedCountOf(folds, rows)).toBe(fitted);
});

describe('folds', () => {
  // Codes with 1, 2, 4, … 64 groups, some groups outside of the pool.
  const stratum = Int32Array.from([1, 2, 4, 8, 16, 32, 64].flatMap((count, code) => new Array<number>(count).fill(code)).concat(-1, -1));
  const { fold } = dealFolds(stratum, 4, 4, 5);

  it('share out all groups of the pool, and the groups of each code, as evenly as can be', () => {
    const sizes = (groups: readonly number[]) => [0, 1, 2, 3].map((own) => groups.filter((group) => fold[group] === own).length);
    const all = [...stratum.keys()];
    for (const code of [0, 1, 2, 3, 4, 5, 6]) {
      const own = sizes(all.filter((group) => stratum[group] === code));
      expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
    }
    const total = sizes(all);
    expect(Math.max(...total) - Math.min(...total)).toBeLessThanOrEqual(1);
    expect([...fold.subarray(-2)]).toEqual([NOT_HELD_OUT, NOT_HELD_OUT]);
  });

  it('are the same whether all of them are held out or a few', () => {
    const few = dealFolds(stratum, 4, 2, 5).fold;
    expect(few).toEqual(fold.map((own) => (own < 2 ? own : NOT_HELD_OUT)));
    expect(dealFolds(stratum, 4, 4, 6).fold).not.toEqual(fold);
  });
});

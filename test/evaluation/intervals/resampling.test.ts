import { expect, test } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { resample } from '../../../src/evaluation/intervals/resampling.js';
import { keptShares, ownShares } from '../../../src/evaluation/intervals/resampling-shares.js';
import { resamplingUnits } from '../../../src/evaluation/intervals/resampling-units.js';

/** Units of rows in groups of their own: [code, given code] each. */
function unitsOf(rows: readonly (readonly [code: number, given: number])[], classCount: number) {
  return resamplingUnits({
    classCount,
    label: Int32Array.from(rows, ([code]) => code),
    group: Uint32Array.from(rows.keys()),
    weight: null,
    predicted: Int32Array.from(rows, ([, given]) => given),
  });
}

const times = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value);

test('own shares are √(n·ρ / (1 + (n − 1)·ρ)) with ρ of the codes that have two units at least', () => {
  // Code 0: one right. Code 1: one right of two. Code 2: three right. Code 3: four wrong.
  const units = unitsOf([[0, 0], [1, 1], [1, 0], ...times(3, [2, 2] as const), ...times(4, [3, 0] as const)], 4);
  expect([...units.stratumClass]).toEqual([0, 1, 2, 3]);
  // Means 1/2, 1, 0; squares the same; inside variances 1/2, 0, 0.
  const rho = 1 - 1 / 2 / 3 / (1 / 2 - (1 / 2) ** 2);
  [1, 2, 3, 4].forEach((n, stratum) => {
    expect(ownShares(units)[stratum]).toBeCloseTo(Math.sqrt((n * rho) / (1 + (n - 1) * rho)), 12);
  });
});

test('a code with one unit learns from larger codes when none of its size has two units', () => {
  // 30 codes with one unit, then 25 with two that are both right or both wrong: all that varies, varies among codes.
  const ones = Array.from({ length: 30 }, (_, code) => [code, code] as const);
  const twos = Array.from({ length: 25 }, (_, i) => times(2, [30 + i, i % 2 === 0 ? 30 + i : 0] as const)).flat();
  expect(ownShares(unitsOf([...ones, ...twos], 55))[0]).toBeCloseTo(1, 12);
});

test('where no code has two units, everything is borrowed', () => {
  expect([
    ...ownShares(
      unitsOf(
        [
          [0, 0],
          [1, 0],
          [2, 2],
        ],
        3,
      ),
    ),
  ]).toEqual([0, 0, 0]);
});

test('kept shares are √(max(0, s² − m) / s²) of the false positives of like codes', () => {
  // False positives of the codes 0 to 3: 5, 1, 0, 0.
  const units = unitsOf([[0, 0], [1, 0], [1, 0], ...times(3, [2, 0] as const), [3, 1], ...times(3, [3, 3] as const)], 4);
  const mean = 6 / 4;
  const variance = (25 + 1 - 4 * mean ** 2) / 3;
  for (const kept of keptShares(units).keep) expect(kept).toBeCloseTo(Math.sqrt((variance - mean) / variance), 12);
});

test('a replicate keeps the support of every code, and moves wrong answers among codes of like size only', () => {
  // Code c has c + 1 units. The only two wrong answers are for code 30, whose like codes are 10 to 50.
  const rows = Array.from({ length: 60 }, (_, code) => times(code + 1, [code, code] as const)).flat();
  rows[rows.findIndex(([code]) => code === 28)] = [28, 30];
  rows[rows.findIndex(([code]) => code === 33)] = [33, 30];
  const units = unitsOf(rows, 60);
  const hit = new Set<number>();
  resample(units, 400, Rng.fromSeed(3), (counts) => {
    const { predicted, right, support } = counts;
    expect(predicted.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(rows.length, 6);
    support.forEach((wanted, code) => {
      expect(wanted).toBe(code + 1);
      expect(right[code]).toBeLessThanOrEqual(wanted + 1e-9);
    });
    predicted.forEach((mass, code) => {
      if (mass - (right[code] as number) > 1e-9) hit.add(code);
    });
  });
  const found = [...hit].sort((a, b) => a - b);
  expect(found.length).toBeGreaterThan(20);
  expect([found[0], found.at(-1)]).toEqual([10, 50]);
});

test('the replicates of a seed are these: other numbers drawn would move every interval that was published', () => {
  // Every code has one false positive, so that all keep theirs; then one has three, and the others two in all.
  const evenly = Array.from({ length: 6 }, (_, code) => [[code, code] as const, [code, code] as const, [code, (code + 1) % 6] as const]).flat();
  const unevenly = evenly.map(([code, given]) => [code, code === given || code === 2 || code === 5 ? given : 1] as const);
  const drawn = [evenly, unevenly].map((rows) => {
    const sums: number[] = [];
    resample(unitsOf(rows, 6), 5, Rng.fromSeed(5), (counts) => {
      sums.push(counts.predicted.reduce((sum, mass, code) => sum + mass * code * code, 0));
    });
    return sums;
  });
  expect(drawn).toEqual([
    [195, 134, 190, 130, 190],
    [178, 143, 91, 171, 178],
  ]);
});

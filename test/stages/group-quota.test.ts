import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupQuota, partsPerMillion, type Quota } from '../../src/stages/split/group-quota.js';

const usual = partsPerMillion({ validation: 0.1, calibration: 0.1, test: 0.1 });

describe('the groups of a stratum', () => {
  it.each([
    [1, [1, 0, 0, 0]],
    [2, [1, 0, 0, 1]],
    [3, [1, 1, 0, 1]],
    [4, [3, 0, 0, 1]],
    [5, [3, 1, 0, 1]],
    [6, [4, 1, 0, 1]],
    [7, [5, 1, 0, 1]],
    [8, [5, 1, 1, 1]],
    [9, [6, 1, 1, 1]],
    [10, [7, 1, 1, 1]],
    [11, [8, 1, 1, 1]],
    [12, [9, 1, 1, 1]],
    [13, [9, 1, 1, 2]],
    [14, [10, 1, 1, 2]],
    [15, [10, 2, 1, 2]],
    [16, [11, 2, 1, 2]],
    [17, [12, 2, 1, 2]],
    [18, [12, 2, 2, 2]],
    [19, [13, 2, 2, 2]],
    [20, [14, 2, 2, 2]],
  ] as const)('%i of them go to train, validation, calibration and test as %j with 0.7, 0.1, 0.1, 0.1', (n, quota) => {
    expect(groupQuota(n, usual)).toEqual(quota);
  });

  it.each([
    [2, [2, 0, 0, 0]],
    [3, [3, 0, 0, 0]],
    [4, [4, 0, 0, 0]],
  ] as const)('%i of them all go to train when the other fractions are 0', (n, quota) => {
    expect(groupQuota(n, [1e6, 0, 0, 0])).toEqual(quota);
  });

  it('give train its half back from the role that was rounded up with the smallest remainder', () => {
    expect(groupQuota(5, [500_000, 170_000, 170_000, 160_000])).toEqual([3, 1, 1, 0]);
    expect(groupQuota(5, [500_000, 170_000, 160_000, 170_000])).toEqual([3, 1, 0, 1]);
  });

  // 0.6, 0.1, 0.1, 0.2 of 4 are 2.4, 0.4, 0.4, 0.8: rounding leaves train 2 of 4. Of 6 they are 3.6, 0.6, 0.6, 1.2.
  it.each([
    [4, [2, 1, 0, 1]],
    [6, [3, 1, 1, 1]],
  ] as const)('leave train at exactly half of %i when rounding does: no role gives anything back', (n, quota) => {
    expect(groupQuota(n, partsPerMillion({ validation: 0.1, calibration: 0.1, test: 0.2 }))).toEqual(quota);
  });

  const parts = fc
    .tuple(fc.integer({ min: 0, max: 170_000 }), fc.integer({ min: 0, max: 160_000 }), fc.integer({ min: 0, max: 170_000 }))
    .map((given): Quota => [1e6 - given[0] - given[1] - given[2], ...given]);
  const count = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 1e9 }));

  it('are all given out, train at least half, a role without a fraction none', () => {
    fc.assert(
      fc.property(count, parts, (n, given) => {
        const quota = groupQuota(n, given);
        expect(quota[0] + quota[1] + quota[2] + quota[3]).toBe(n);
        expect(2 * quota[0]).toBeGreaterThanOrEqual(n === 3 && given[1] > 0 && given[3] > 0 ? 2 : n);
        given.forEach((part, role) => {
          if (part === 0) expect(quota[role]).toBe(0);
        });
      }),
    );
  });

  it('are close to the exact share from 4 on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 1e9 }), parts, (n, given) => {
        groupQuota(n, given).forEach((groups, role) => {
          const exact = (BigInt(n) * BigInt(given[role] as number)) / 1_000_000n;
          expect(Math.abs(groups - Number(exact))).toBeLessThanOrEqual(2);
        });
      }),
    );
  });
});

describe('fractions', () => {
  it('become whole parts that sum to a million', () => {
    expect(usual).toEqual([700_000, 100_000, 100_000, 100_000]);
    expect(partsPerMillion({ validation: 1 / 3, calibration: 0, test: 1 / 6 })).toEqual([500_000, 333_333, 0, 166_667]);
  });
});

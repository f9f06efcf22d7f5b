import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sharePasses } from '../../../src/ml/solvers/share-passes.js';

/** By the clock, counting a pass as one: when each pass of a member begins, by worker. */
function clocked(memberCount: number, first: number, last: number, workerCount: number) {
  const began = Array.from({ length: memberCount }, () => new Map<number, number>());
  const loads = sharePasses(memberCount, first, last, workerCount).map((runs) => {
    let now = 0;
    for (const run of runs) {
      for (let pass = run.first; pass <= run.last; pass++) {
        expect(began[run.member]!.has(pass)).toBe(false);
        began[run.member]!.set(pass, now++);
      }
    }
    return now;
  });
  return { began, loads };
}

it('every pass of every member is made once, each after the one before it, and no worker has more than its even share', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 9 }),
    fc.nat(12),
    fc.nat(11),
    (members, first, count, less) => {
      const workers = Math.max(1, members - less);
      const { began, loads } = clocked(members, first, first + count - 1, workers);
      for (const passes of began) {
        expect([...passes.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => first + i));
        for (let pass = first + 1; pass < first + count; pass++) expect(passes.get(pass)!).toBeGreaterThan(passes.get(pass - 1)!);
      }
      expect(Math.max(...loads)).toBe(Math.ceil((members * count) / workers));
    },
  );
  fc.assert(property, { numRuns: 300, seed: 20261130 });
});

it('of three members on two workers the middle one is begun by the second and ended by the first', () => {
  expect(sharePasses(3, 1, 6, 2)).toEqual([
    [
      { member: 0, first: 1, last: 6 },
      { member: 1, first: 4, last: 6 },
    ],
    [
      { member: 1, first: 1, last: 3 },
      { member: 2, first: 1, last: 6 },
    ],
  ]);
});

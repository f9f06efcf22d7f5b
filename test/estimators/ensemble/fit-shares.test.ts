import { expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { fitShares } from '../../../src/estimators/ensemble/fit-shares.js';

const EQUAL = (count: number) => new Float32Array(count).fill(1);

it('gives members that are right on rows of their own the weights of these rows', () => {
  const weight = Float32Array.from([1, 1, 2, 4]);
  const members = [Float64Array.from([1, 1, 0, 0]), Float64Array.from([0, 0, 1, 0]), Float64Array.from([0, 0, 0, 1])];
  const { shares, loss, gap } = fitShares(members, weight);
  [0.25, 0.25, 0.5].forEach((share, m) => {
    expect(shares[m]).toBeCloseTo(share, 4);
  });
  // The entropy of the shares.
  expect(loss).toBeCloseTo(2 * 0.25 * Math.log(4) + 0.5 * Math.log(2), 4);
  expect(gap).toBeLessThanOrEqual(1e-5);
});

it('comes to a loss that no other shares are better than by more than its gap', () => {
  const rng = Rng.fromSeed(3);
  const draw = () => Float64Array.from({ length: 80 }, () => 0.01 + 0.98 * (rng.nextBelow(1000) / 1000));
  const members = [draw(), draw()] as const;
  const { shares, loss, gap } = fitShares(members, EQUAL(80));
  const lossOf = (share: number) =>
    -members[0].reduce((sum, p, row) => sum + Math.log(share * p + (1 - share) * (members[1][row] as number)), 0) / 80;
  expect(loss).toBeCloseTo(lossOf(shares[0] as number), 10);
  const best = Math.min(...Array.from({ length: 1001 }, (_, i) => lossOf(i / 1000)));
  expect(loss - best).toBeLessThanOrEqual(gap + 1e-12);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
});

it('leaves next to nothing to a member that another is better than on every row', () => {
  const { shares } = fitShares([new Float64Array(50).fill(0.6), new Float64Array(50).fill(0.3)], EQUAL(50));
  expect(shares[1]).toBeLessThan(1e-3);
});

it('gives equal shares without rows that say anything', () => {
  expect(fitShares([new Float64Array(2), new Float64Array(2)], EQUAL(2)).shares).toEqual([0.5, 0.5]);
});

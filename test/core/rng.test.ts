import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';

const WHOLE = 2n ** 32n;

it('a number below a bound is the remainder of the first draw below the last whole multiple of the bound', () => {
  const bounds = fc.oneof(
    fc.integer({ min: 1, max: 2 ** 32 }),
    fc.integer({ min: 2 ** 31, max: 2 ** 31 + 9 }),
    fc.constantFrom(1, 2 ** 16, 2 ** 32 - 1, 2 ** 32),
  );
  const property = fc.property(bounds, fc.nat(), (bound, seed) => {
    const [rng, twin] = [Rng.fromSeed(seed), Rng.fromSeed(seed)];
    for (let i = 0; i < 20; i++) {
      let draw = BigInt(twin.nextUint32());
      while (draw >= WHOLE - (WHOLE % BigInt(bound))) draw = BigInt(twin.nextUint32());
      expect(BigInt(rng.nextBelow(bound))).toBe(draw % BigInt(bound));
    }
  });
  fc.assert(property, { numRuns: 300, seed: 20261123 });
});

it('fills an array with what as many single draws give, and goes on behind them', () => {
  const [one, other] = [Rng.fromSeed(7).fork('filled'), Rng.fromSeed(7).fork('filled')];
  const filled = new Float64Array(12);
  one.fill(filled, 2, 9, (drawn) => 2 * drawn - 1);
  expect([...filled]).toEqual([0, 0, ...Array.from({ length: 7 }, () => 2 * other.nextFloat() - 1), 0, 0, 0]);
  expect(one.nextUint32()).toBe(other.nextUint32());
});

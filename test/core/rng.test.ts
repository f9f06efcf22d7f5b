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

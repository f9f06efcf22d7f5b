import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { createMemory, openLinearKernel } from '../../src/kernels/linear-kernel.js';
import { bitsOf } from './kernel-and-reference.js';

const OUT = 65_536;

it('draws what a generator of the same state draws, and writes nothing else', () => {
  const property = fc.property(fc.nat(), fc.integer({ min: 0, max: 300 }), fc.constantFrom(4, 48, 64, 129), (seed, count, parts) => {
    const memory = createMemory(2 * OUT);
    const numbers = new Float32Array(memory.buffer, OUT, count + 1);
    const rng = Rng.fromSeed(seed).fork('drawn');
    openLinearKernel(memory).drawEvenly(...rng.state, 8, parts, OUT, OUT + 4 * count);
    const expected = Float32Array.from({ length: count }, () => ((2 * rng.nextFloat() - 1) * 8) / parts);
    expect(bitsOf(numbers)).toEqual(bitsOf(Float32Array.of(...expected, 0)));
  });
  fc.assert(property, { numRuns: 100, seed: 20261130 });
});

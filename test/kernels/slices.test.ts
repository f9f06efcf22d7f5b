import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { strideOf } from '../../src/kernels/linear-layout.js';
import { LinearScorer } from '../../src/kernels/linear-scorer.js';
import { linearMemoryBytes, sliceLinear } from '../../src/kernels/linear-slices.js';
import { shareWeights } from '../../src/kernels/shared-weights.js';

const MAX_MEMORY = 65_535 * 65_536;

it('slices cover all weight rows in order, in whole blocks of 1,024, and are as few as fit in the memories', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 6_000_000 }),
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 0, max: 300_000 }),
      (features, codes, wide) => {
        const shape = {
          featureCount: features,
          classCount: codes,
          batchEntries: 5000,
          gradientRows: Math.min(features, wide),
          probabilityDocuments: 0,
        };
        const { layout, parts } = sliceLinear(shape);
        expect(parts.reduce((sum, { featureCount }) => sum + featureCount, 0)).toBe(features);
        parts.forEach(({ firstFeature, featureCount, byteCount }, index) => {
          expect(firstFeature).toBe(index * layout.featureCount);
          expect(byteCount).toBeLessThanOrEqual(MAX_MEMORY);
          if (index + 1 < parts.length) expect(featureCount % 1024).toBe(0);
        });
        const weightBytes = 4 * strideOf(codes) * features;
        expect(linearMemoryBytes(shape)).toBeGreaterThanOrEqual(weightBytes);
        if (parts.length > 1) {
          const fewer = Math.ceil(features / (parts.length - 1) / 1024) * 1024;
          const gradient = 8 * strideOf(codes) * Math.ceil(shape.gradientRows / (parts.length - 1));
          expect(fewer * (4 * strideOf(codes) + 8) + gradient).toBeGreaterThan(MAX_MEMORY - 2 ** 24);
        }
      },
    ),
    { numRuns: 300, seed: 20261127 },
  );
});

it('a fit that fits in one memory lies in one', () => {
  const shape = { featureCount: 262_144, classCount: 338, batchEntries: 8000, gradientRows: 262_144, probabilityDocuments: 0 };
  expect(sliceLinear(shape).parts).toHaveLength(1);
});

it('a vector has the same scores to the bit by a model in one memory and in slices', () => {
  const [featureCount, classCount, stride] = [5000, 7, 8];
  const rng = Rng.fromSeed(3);
  const weights = Float32Array.from({ length: featureCount * stride }, () => rng.nextFloat() - 0.5);
  const intercept = Float32Array.from({ length: stride }, () => rng.nextFloat());
  const model = { weights, intercept, featureCount, classCount, stride };
  const whole = new LinearScorer(shareWeights(model));
  const sliced = new LinearScorer(shareWeights(model, 1));
  for (let drawn = 0; drawn < 50; drawn++) {
    // Now and then no entry at all, or entries of one slice alone.
    const below = [1, 1024, featureCount][drawn % 3] as number;
    const ids = [...new Set(Array.from({ length: drawn % 7 === 0 ? 0 : 40 }, () => rng.nextBelow(below)))].sort((a, b) => a - b);
    const values = Float32Array.from(ids, () => rng.nextFloat());
    expect([...sliced.score(Uint32Array.from(ids), values)]).toEqual([...whole.score(Uint32Array.from(ids), values)]);
  }
});

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { LinearModel } from '../../src/artifacts/fit.js';
import { linearModelDigest } from '../../src/model/linear-model-digest.js';

/** Three codes in rows of four, two features; the arrays are longer than what belongs to the model. */
function makeModel(): LinearModel {
  return {
    codes: ['a', 'b', 'c'],
    featureCount: 2,
    stride: 4,
    weights: Float32Array.of(1, 2, 3, 0, 4, 5, 6, 0, 99),
    intercept: Float32Array.of(0.5, -0.5, 0.25, -1e30, 99),
  } as unknown as LinearModel;
}

const bytes = (part: Float32Array) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength);

test('the digest is SHA-256 over codes and sizes as JSON, the intercept and the weights, and nothing behind them', () => {
  const model = makeModel();
  const hash = createHash('sha256')
    .update('{"codes":["a","b","c"],"featureCount":2,"stride":4}')
    .update(bytes(model.intercept.subarray(0, 4)))
    .update(bytes(model.weights.subarray(0, 8)));
  expect(linearModelDigest(model)).toBe(hash.digest('hex'));
});

test.each(['weights', 'intercept'] as const)('one other number of the %s is another model', (part) => {
  const other = makeModel();
  other[part][2]! += 1;
  expect(linearModelDigest(other)).not.toBe(linearModelDigest(makeModel()));
});

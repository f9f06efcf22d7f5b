import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/core/rng.js';
import { LINEAR, type LinearFactors } from '../../../../src/estimators/linear/linear-model.js';
import { fromHalf, toHalf } from '../../../../src/estimators/linear/stored/half-floats.js';
import { loadStored, writeModel } from '../../../../src/estimators/linear/stored/stored-model.js';
import { randomModel, temporaryFolder } from '../../../model/toy-model.js';

const codesOf = (count: number) => Array.from({ length: count }, (_, k) => `c${k}`);
const sizes = [fc.integer({ min: 1, max: 140 }), fc.integer({ min: 0, max: 40 }), fc.nat()] as const;
const damaged = expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) });

/** Two products of ranks 8 and 4, over features in parts. */
function randomFactors(featureCount: number, codeCount: number, seed: number): LinearFactors {
  const rng = Rng.fromSeed(seed);
  const stride = Math.ceil(codeCount / 4) * 4;
  const draw = (count: number) => Float32Array.from({ length: count }, () => 4 * rng.nextFloat() - 2);
  const factors = [8, 4].map((rank) => {
    const cut = Math.floor(featureCount / 3) * rank;
    const left = draw(featureCount * rank);
    return { rank, left: [left.subarray(0, cut), left.subarray(cut)], right: draw(rank * stride) };
  });
  return { kind: LINEAR, codes: codesOf(codeCount), featureCount, stride, intercept: draw(stride), factors };
}

/** Σ A·B in f64. */
function productOf({ factors, featureCount, stride }: LinearFactors): Float64Array {
  const weights = new Float64Array(featureCount * stride);
  for (const { rank, left, right } of factors) {
    const rows = left.flatMap((part) => [...part]);
    weights.forEach((_, at) => {
      const [row, code] = [Math.floor(at / stride), at % stride];
      for (let k = 0; k < rank; k++) weights[at]! += rows[row * rank + k]! * right[k * stride + code]!;
    });
  }
  return weights;
}

describe('a stored model', () => {
  it('has the nearest halves of its weights in f16', () => {
    const file = join(temporaryFolder(), 'model.bin');
    fc.assert(
      fc.property(...sizes, (codeCount, featureCount, seed) => {
        const model = randomModel(featureCount, codesOf(codeCount), seed);
        writeModel(file, model, 'f16');
        const loaded = loadStored(file);
        expect(loaded).toMatchObject({ codeCount, featureCount, stride: model.stride });
        expect(loaded.weights.every((weight, at) => weight === fromHalf(toHalf(model.weights[at]!)))).toBe(true);
        expect([...loaded.intercept]).toEqual([...model.intercept]);
      }),
      { numRuns: 15 },
    );
  });

  it('has in i8 weights that are off by at most 1/127 of the largest of their feature, and zeros as zeros', () => {
    const file = join(temporaryFolder(), 'model.bin');
    fc.assert(
      fc.property(...sizes, (codeCount, featureCount, seed) => {
        const model = randomModel(featureCount, codesOf(codeCount), seed);
        writeModel(file, model, 'i8');
        const { weights, stride, intercept } = loadStored(file);
        for (let row = 0; row < weights.length; row += stride) {
          const own = model.weights.subarray(row, row + stride);
          const most = own.reduce((size, weight) => Math.max(size, Math.abs(weight)), 0);
          own.forEach((weight, code) => {
            expect(Math.abs(weights[row + code]! - weight)).toBeLessThanOrEqual(weight === 0 ? 0 : most / 127);
          });
        }
        expect([...intercept]).toEqual([...model.intercept]);
      }),
      { numRuns: 15 },
    );
  });

  it.each(['f32', 'f16', 'i8'] as const)('in %s whose weights are all there, or all but a few, comes back', (numberType) => {
    const file = join(temporaryFolder(), 'model.bin');
    for (const [codeCount, featureCount] of [
      [128, 300],
      [6, 257],
      [337, 64],
    ] as const) {
      const empty = randomModel(featureCount, codesOf(codeCount));
      // Multiples of 1/128, up to 127 of them: they are what they are in every type.
      const weights = empty.weights.map((_, at) => (at % empty.stride < codeCount ? (((at * 7919) % 127) + 1) / 128 : 0));
      for (let row = 0; row < featureCount; row++) weights[row * empty.stride] = 127 / 128;
      for (const left of [weights, weights.map((weight, at) => (at % 1000 < 8 ? 0 : weight))]) {
        writeModel(file, { ...empty, weights: left }, numberType);
        expect(loadStored(file).weights).toEqual(left);
      }
    }
  });

  it.each(['f16', 'i8'] as const)('in %s is written again to the same bytes', (numberType) => {
    const file = join(temporaryFolder(), 'model.bin');
    const model = randomModel(50, codesOf(21), 3);
    writeModel(file, model, numberType);
    const once = readFileSync(file);
    writeModel(file, { ...model, ...loadStored(file) }, numberType);
    expect(readFileSync(file)).toEqual(once);
  });

  it.each([
    ['f32', 1e-6],
    ['f16', 5e-3],
    ['i8', 0.15],
  ] as const)('in factors of %s gives the weights that are their product', (numberType, off) => {
    const file = join(temporaryFolder(), 'model.bin');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 150 }), fc.nat(), (codeCount, featureCount, seed) => {
        const model = randomFactors(featureCount, codeCount, seed);
        writeModel(file, model, numberType);
        const { weights, intercept } = loadStored(file);
        const wanted = productOf(model);
        expect(weights.length).toBe(wanted.length);
        expect(weights.every((weight, at) => Math.abs(weight - wanted[at]!) <= off * 4)).toBe(true);
        expect([...intercept.subarray(0, codeCount)]).toEqual([...model.intercept.subarray(0, codeCount)]);
      }),
      { numRuns: 10 },
    );
  });

  it('takes a number a weight and four a feature in i8, and less in factors', () => {
    const file = join(temporaryFolder(), 'model.bin');
    const full = { ...randomModel(1000, codesOf(128)), weights: new Float32Array(128_000).fill(1) };
    writeModel(file, full, 'i8');
    expect(statSync(file).size).toBe(36 + 4 * 128 + 1000 * (4 + 4 * 1 + 128));
    writeModel(file, randomFactors(1000, 128, 1), 'i8');
    expect(statSync(file).size).toBe(36 + 4 * 128 + 4 * 128 + 1000 * (4 + 12) + 2 * 12 * 128);
  });

  it('cannot be f16 when a weight is too large for that, and says what to do', () => {
    const file = join(temporaryFolder(), 'model.bin');
    const model = randomModel(1, codesOf(4));
    model.weights[2] = 70_000;
    const detail = { code: 'usage.wrong-value', where: 'bundle.weights: f16', got: '70000', wanted: 'at most 65504' };
    expect(() => writeModel(file, model, 'f16')).toThrow(expect.objectContaining({ detail: expect.objectContaining(detail) }));
    writeModel(file, model, 'i8');
    expect(loadStored(file).weights[2]).toBe(69_632);
  });

  it.each([
    ['a type of numbers that there is not', 20, 3],
    ['a rank that no fit has', 24, 3],
    ['a version that there is not', 4, 3],
    ['another code count', 12, 90],
    ['another feature count', 8, 9],
  ])('is refused with %s', (_, at, value) => {
    const file = join(temporaryFolder(), 'model.bin');
    writeModel(file, randomFactors(30, 21, 5), 'i8');
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(value, at);
    writeFileSync(file, bytes);
    expect(() => loadStored(file)).toThrow(damaged);
  });

  it.each(['f32', 'f16', 'i8'] as const)('in %s is refused when it is cut short', (numberType) => {
    const file = join(temporaryFolder(), 'model.bin');
    for (const model of [randomModel(30, codesOf(21)), randomFactors(30, 21, 5)]) {
      writeModel(file, model, numberType);
      const bytes = readFileSync(file);
      for (const length of [0, 7, 20, bytes.length - 1]) {
        writeFileSync(file, bytes.subarray(0, length));
        expect(() => loadStored(file)).toThrow(damaged);
      }
    }
  });
});

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadStored, writeModel } from '../../../../src/estimators/linear/stored/stored-model.js';
import { randomModel, temporaryFolder } from '../../../model/toy-model.js';

const bits = (array: Float32Array): Uint32Array => new Uint32Array(Float32Array.from(array).buffer);

describe('the weights file', () => {
  it('gives every bit back, −0 and all, for any sizes', () => {
    const file = join(temporaryFolder(), 'weights.bin');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 40 }), fc.nat(), (codeCount, featureCount, seed) => {
        const codes = Array.from({ length: codeCount }, (_, k) => `c${k}`);
        const model = randomModel(featureCount, codes, seed);
        if (featureCount > 0) model.weights[0] = -0;
        writeModel(file, model, 'f32');
        const loaded = loadStored(file);
        expect(loaded).toMatchObject({ codeCount, featureCount, stride: model.stride });
        expect(bits(loaded.weights)).toEqual(bits(model.weights));
        expect(bits(loaded.intercept)).toEqual(bits(model.intercept));
      }),
      { numRuns: 60 },
    );
  });

  it('takes no room for blocks of zeros', () => {
    const file = join(temporaryFolder(), 'weights.bin');
    const codes = Array.from({ length: 338 }, (_, k) => `c${k}`);
    const empty = { ...randomModel(1000, codes), weights: new Float32Array(1000 * 340) };
    writeModel(file, empty, 'f32');
    expect(statSync(file).size).toBe(32 + 4 * 340 + 1000 * 4 * 3);
  });

  it('is refused when a mask names a block beyond its row, even where the count of blocks is right', () => {
    const file = join(temporaryFolder(), 'weights.bin');
    const codes = Array.from({ length: 8 }, (_, k) => `c${k}`);
    writeModel(file, { ...randomModel(2, codes), weights: new Float32Array(16).fill(1) }, 'f32');
    const bytes = readFileSync(file);
    // Behind the header and the intercept: the mask of the first feature, of whose two blocks the first becomes a third.
    const at = 32 + 4 * 8;
    expect(bytes.readUInt32LE(at)).toBe(0b011);
    bytes.writeUInt32LE(0b110, at);
    writeFileSync(file, bytes);
    expect(() => loadStored(file)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }));
  });
});

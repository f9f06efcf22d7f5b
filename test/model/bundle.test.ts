import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MANIFEST_FILE, PART_FILES } from '../../src/model/bundle-format.js';
import { readManifest } from '../../src/model/read-manifest.js';
import { verifyBundle } from '../../src/model/verify-bundle.js';
import { loadWeightsFile, writeWeightsFile } from '../../src/model/weights-file.js';
import { CODES, FACTS, randomModel, temporaryFolder, toyContent, writeToyBundle } from './toy-model.js';

const bits = (array: Float32Array): Uint32Array => new Uint32Array(Float32Array.from(array).buffer);
const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

describe('the weights file', () => {
  it('gives every bit back, −0 and all, for any sizes', () => {
    const file = join(temporaryFolder(), 'weights.bin');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 40 }), fc.nat(), (codeCount, featureCount, seed) => {
        const codes = Array.from({ length: codeCount }, (_, k) => `c${k}`);
        const model = randomModel(featureCount, codes, seed);
        if (featureCount > 0) model.weights[0] = -0;
        writeWeightsFile(file, model);
        const loaded = loadWeightsFile(file);
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
    expect(writeWeightsFile(file, empty).byteCount).toBe(32 + 4 * 340 + 1000 * 4 * 3);
  });

  it('is refused when a mask names a block beyond its row, even where the count of blocks is right', () => {
    const file = join(temporaryFolder(), 'weights.bin');
    const codes = Array.from({ length: 8 }, (_, k) => `c${k}`);
    writeWeightsFile(file, { ...randomModel(2, codes), weights: new Float32Array(16).fill(1) });
    const bytes = readFileSync(file);
    // Behind the header and the intercept: the mask of the first feature, of whose two blocks the first becomes a third.
    const at = 32 + 4 * 8;
    expect(bytes.readUInt32LE(at)).toBe(0b011);
    bytes.writeUInt32LE(0b110, at);
    writeFileSync(file, bytes);
    expect(() => loadWeightsFile(file)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }));
  });

  it('names the digest of its bytes', () => {
    const file = join(temporaryFolder(), 'weights.bin');
    const { digest, byteCount } = writeWeightsFile(file, randomModel(50, CODES));
    expect(digest).toBe(sha256(readFileSync(file)));
    expect(byteCount).toBe(readFileSync(file).length);
  });
});

describe('a bundle', () => {
  it('is whole once written: seven parts and a manifest, nothing else', async () => {
    const { target, parts, modelDigest, byteCount } = await writeToyBundle(temporaryFolder());
    expect(readdirSync(target).sort()).toEqual([...Object.values(PART_FILES), MANIFEST_FILE].sort());
    const manifest = await verifyBundle(target);
    expect(manifest).toMatchObject({ modelDigest, parts, name: 'toy', splitDigest: FACTS.splitDigest });
    expect(byteCount).toBe(readdirSync(target).reduce((sum, file) => sum + readFileSync(join(target, file)).length, 0));
  });

  it('has the model digest of design: SHA-256 over the JSON of sorted names and digests', async () => {
    const { target, modelDigest } = await writeToyBundle(temporaryFolder());
    const pairs = Object.entries(PART_FILES).map(([name, file]) => [name, sha256(readFileSync(join(target, file)))]);
    pairs.sort(([a], [b]) => (a! < b! ? -1 : 1));
    expect(modelDigest).toBe(sha256(JSON.stringify(pairs)));
  });

  it('keeps its model digest when only what is recorded changes', async () => {
    const folder = temporaryFolder();
    const first = await writeToyBundle(folder);
    const second = await writeToyBundle(folder, toyContent(), { ...FACTS, name: 'other', run: { id: 'another run' } });
    expect(second.modelDigest).toBe(first.modelDigest);
    await expect(readManifest(second.target)).resolves.toMatchObject({ name: 'other' });
  });

  it.each([
    ['weights', { model: { ...toyContent().model, intercept: new Float32Array(8).fill(1) } }],
    ['calibration', { calibration: { method: 'temperature', temperature: 1.25 } as const }],
    ['thresholds', { reviewThreshold: 0.5 }],
    ['codebook', { codebook: null }],
  ])('changes its model digest with the %s', async (name, change) => {
    const folder = temporaryFolder();
    const { modelDigest, parts } = await writeToyBundle(folder);
    const other = await writeToyBundle(folder, { ...toyContent(), ...change });
    expect(other.modelDigest).not.toBe(modelDigest);
    const changed = Object.keys(parts).filter((part) => other.parts[part as keyof typeof parts].digest !== parts[part as keyof typeof parts].digest);
    expect(changed).toEqual([name]);
  });

  it('tells that a fit did not converge', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    expect((await readManifest(target)).fit).toMatchObject({ status: 'pass-limit', converged: false });
  });

  it('is refused by verify, which names the file, after any one flipped bit', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    const files = readdirSync(target);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 0, max: 7 }), async (name, place, bit) => {
        const file = join(target, name);
        const whole = readFileSync(file);
        const damaged = Uint8Array.from(whole);
        damaged[place % damaged.length]! ^= 1 << bit;
        writeFileSync(file, damaged);
        const error: unknown = await verifyBundle(target).catch((thrown: unknown) => thrown);
        writeFileSync(file, whole);
        expect(error).toMatchObject({ detail: { code: 'artifact.corrupt' } });
        // A damaged digest in the manifest makes its part the one that differs.
        if (name !== MANIFEST_FILE) expect(error).toMatchObject({ detail: { where: file } });
      }),
      { numRuns: 200 },
    );
    await verifyBundle(target);
  });

  it('is refused when a part is cut short, missing, or joined by a stranger', async () => {
    const { target } = await writeToyBundle(temporaryFolder());
    const weights = join(target, PART_FILES.weights);
    const whole = readFileSync(weights);
    truncateSync(weights, whole.length - 4);
    await expect(readManifest(target)).rejects.toMatchObject({ detail: { code: 'artifact.corrupt', where: weights } });
    rmSync(weights);
    await expect(readManifest(target)).rejects.toMatchObject({ detail: { code: 'artifact.corrupt', where: weights, got: 'no such file' } });
    writeFileSync(weights, whole);
    writeFileSync(join(target, 'extra.js'), '');
    await expect(verifyBundle(target)).rejects.toMatchObject({ detail: { where: join(target, 'extra.js') } });
  });

  it('leaves nothing beside itself, and replaces an older one whole', async () => {
    const folder = temporaryFolder();
    await writeToyBundle(folder);
    await writeToyBundle(folder, { ...toyContent(), reviewThreshold: 0.25 });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    await verifyBundle(join(folder, 'bundle'));
  });

  it('says what to look for when there is none', async () => {
    await expect(readManifest('/nowhere/bundle')).rejects.toMatchObject({ detail: { code: 'usage.missing-model', where: '/nowhere/bundle' } });
  });
});

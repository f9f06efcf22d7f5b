import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AS_THEY_ARE } from '../../../src/evaluation/calibration/calibrator.js';
import { MANIFEST_FILE, PART_FILES_2 } from '../../../src/model/bundle/bundle-format.js';
import { readManifest } from '../../../src/model/bundle/read-manifest.js';
import { verifyBundle } from '../../../src/model/bundle/verify-bundle.js';
import { reviewByBudget } from '../../evaluation/review/sample-review.js';
import { FACTS, temporaryFolder, toyContent, writeToyBundle } from '../toy-model.js';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

describe('a bundle', () => {
  it('is whole once written: nine parts and a manifest, nothing else', async () => {
    const { target, parts, modelDigest, byteCount } = await writeToyBundle(temporaryFolder());
    expect(readdirSync(target).sort()).toEqual([...Object.values(PART_FILES_2), MANIFEST_FILE].sort());
    const manifest = await verifyBundle(target);
    expect(manifest).toMatchObject({ modelDigest, parts, name: 'toy', splitDigest: FACTS.splitDigest });
    expect(byteCount).toBe(readdirSync(target).reduce((sum, file) => sum + readFileSync(join(target, file)).length, 0));
  });

  it('has the model digest of design: SHA-256 over the JSON of sorted names and digests', async () => {
    const { target, modelDigest } = await writeToyBundle(temporaryFolder());
    const pairs = Object.entries(PART_FILES_2).map(([name, file]) => [name, sha256(readFileSync(join(target, file)))]);
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
    ['model-data', { model: { ...toyContent().model, intercept: new Float32Array(8).fill(1) } }],
    ['calibration', { calibration: { method: 'temperature', ...AS_THEY_ARE, temperature: 1.25 } as const }],
    ['review', { review: reviewByBudget(0.5) }],
    ['codebook', { codebook: null }],
  ])('changes its model digest with the %s', async (name, change) => {
    const folder = temporaryFolder();
    const { modelDigest, parts } = await writeToyBundle(folder);
    const other = await writeToyBundle(folder, { ...toyContent(), ...change });
    expect(other.modelDigest).not.toBe(modelDigest);
    const changed = Object.keys(parts).filter((part) => other.parts[part]!.digest !== parts[part]!.digest);
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
    const weights = join(target, PART_FILES_2['model-data']);
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
    await writeToyBundle(folder, { ...toyContent(), review: reviewByBudget(0.25) });
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    await verifyBundle(join(folder, 'bundle'));
  });

  it('says what to look for when there is none', async () => {
    await expect(readManifest('/nowhere/bundle')).rejects.toMatchObject({ detail: { code: 'usage.missing-model', where: '/nowhere/bundle' } });
  });
});

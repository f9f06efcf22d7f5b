import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedFloat32 } from '../../../src/core/shared-arrays.js';
import { MAJORITY, type MajorityModel } from '../../../src/estimators/majority/majority-model.js';
import { type BundleManifest, MANIFEST_FILE, PART_FILES_2 } from '../../../src/model/bundle/bundle-format.js';
import { openBundle } from '../../../src/model/bundle/open-bundle.js';
import { verifyBundle } from '../../../src/model/bundle/verify-bundle.js';
import { writeBundleParts } from '../../../src/model/bundle/write-bundle.js';
import { reviewByBudget } from '../../evaluation/review/sample-review.js';
import { specOf } from '../../features/fit-in-memory.js';
import { CODES, FACTS, TEXTS, temporaryFolder, toyContent, writeToyBundle } from '../toy-model.js';
import { rewritePart } from './rewrite-part.js';

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
const jsonOf = (target: string, file: string): unknown => JSON.parse(readFileSync(join(target, file), 'utf8'));

/** A bundle of version 2 over the toy content. */
function writeVersion2(content = toyContent()) {
  return writeToyBundle(temporaryFolder(), content, FACTS, 2);
}

describe('a bundle of version 2', () => {
  it('is whole once written: nine parts and a manifest, nothing else', async () => {
    const { target, modelDigest } = await writeVersion2();
    expect(readdirSync(target).sort()).toEqual([...Object.values(PART_FILES_2), MANIFEST_FILE].sort());
    expect(await verifyBundle(target)).toMatchObject({ version: 2, modelDigest });
  });

  it('has the model digest of design over all of its parts', async () => {
    const { target, modelDigest } = await writeVersion2();
    const pairs = Object.entries(PART_FILES_2).map(([name, file]) => [name, sha256(readFileSync(join(target, file)))]);
    pairs.sort(([a], [b]) => (a! < b! ? -1 : 1));
    expect(modelDigest).toBe(sha256(JSON.stringify(pairs)));
  });

  it('predicts to the bit what the same model predicts from version 1', async () => {
    const { target: first } = await writeToyBundle(temporaryFolder(), toyContent(), FACTS, 1);
    const { target: second } = await writeVersion2();
    const [one, two] = [await openBundle(first), await openBundle(second)];
    expect(two.predict([...TEXTS, 'zzz'], { k: 4 })).toEqual(one.predict([...TEXTS, 'zzz'], { k: 4 }));
  });

  it('says of which kind the model is, how its numbers are stored, and what a row has to have', async () => {
    const { target } = await writeVersion2({ ...toyContent(specOf({ categoricalColumns: ['shop'] })), review: reviewByBudget(0.4) });
    expect(jsonOf(target, 'model.json')).toEqual({ kind: 'logistic-regression', version: 1, numberType: 'f32', form: 'full' });
    expect(jsonOf(target, 'contract.json')).toEqual({
      version: 1,
      columns: [
        { name: 'id', use: 'id', kind: 'nothing', form: 'as-is', unseenShare: null },
        { name: 'text', use: 'text', kind: 'text', form: 'canonical-text', unseenShare: null },
        { name: 'shop', use: 'category', kind: 'nothing', form: 'canonical-category', unseenShare: 0.25 },
      ],
    });
    expect(jsonOf(target, 'calibration.json')).toEqual({
      version: 2,
      method: 'temperature',
      parameters: { temperature: 1.5 },
      fittedOn: 'calibration',
    });
    expect(jsonOf(target, 'review.json')).toEqual({ version: 1, rule: 'budget', budget: 0.2, threshold: 0.4, promise: null });
    expect((await openBundle(target)).reviewThreshold).toBe(0.4);
  });

  it('holds models of other kinds', async () => {
    const { table, ...content } = toyContent();
    const logShares = sharedFloat32(CODES.length);
    logShares.set([-3, -0.5, -2, -3, -3, -3]);
    const model: MajorityModel = { kind: MAJORITY, codes: CODES, featureCount: table.featureCount, logShares };
    const { target } = await writeToyBundle(temporaryFolder(), { ...content, table, model }, FACTS, 2);
    await verifyBundle(target);
    const [known, unknown] = (await openBundle(target)).predict(['rye bread', 'zzz']);
    expect(known?.code).toBe('01.2');
    expect(unknown).toEqual({ ...known, reason: 'no-known-ngram' });
  });

  it.each([
    ['a kind that this release has not', { kind: 'oracle' }, { code: 'usage.wrong-value', got: 'oracle' }],
    ['numbers that this release does not read', { numberType: 'i8' }, { code: 'usage.wrong-value' }],
    [
      'a type of numbers that nobody reads',
      { version: 2, numberType: 'i4' },
      { code: 'usage.wrong-value', got: 'version 2, numberType i4, form full' },
    ],
    ['a file of another version', { version: 9 }, { code: 'artifact.corrupt', got: 'version 9 of logistic-regression' }],
    ['no kind at all', { kind: null }, { code: 'artifact.corrupt' }],
  ])('is refused with %s', async (_, change, wanted) => {
    const { target } = await writeVersion2();
    const file = join(target, 'model.json');
    rewritePart(target, 'model', JSON.stringify({ ...(jsonOf(target, 'model.json') as object), ...change }));
    await expect(openBundle(target)).rejects.toMatchObject({ detail: { ...wanted, where: file } });
  });

  it('is refused when what a row has to look like says nothing of columns', async () => {
    const { target } = await writeVersion2();
    rewritePart(target, 'contract', JSON.stringify({ version: 1 }));
    const detail = { code: 'artifact.corrupt', where: join(target, 'contract.json'), got: expect.stringContaining('columns') as string };
    await expect(openBundle(target)).rejects.toMatchObject({ detail });
  });

  it('is refused when a part of version 1 stands among its own', async () => {
    const { target } = await writeVersion2();
    const manifest = jsonOf(target, MANIFEST_FILE) as BundleManifest;
    const parts = { ...manifest.parts, thresholds: manifest.parts.review };
    writeFileSync(join(target, MANIFEST_FILE), JSON.stringify({ ...manifest, parts }));
    await expect(openBundle(target)).rejects.toMatchObject({ detail: { code: 'artifact.corrupt' } });
  });
});

it('every model lands in a bundle of version 2', async () => {
  expect((await writeBundleParts(temporaryFolder(), toyContent())).version).toBe(2);
});

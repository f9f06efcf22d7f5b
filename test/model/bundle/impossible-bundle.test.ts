import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MANIFEST_FILE } from '../../../src/model/bundle/bundle-format.js';
import { openBundle, verifyBundle } from '../../../src/model/bundle/open-bundle.js';
import { specOf } from '../../features/fit-in-memory.js';
import { FACTS, TEXTS, temporaryFolder, toyContent, writeToyBundle } from '../toy-model.js';
import { rewritePart } from './rewrite-part.js';

const write = (version: 1 | 2 = 2) => writeToyBundle(temporaryFolder(), toyContent(specOf({ categoricalColumns: ['shop'] })), FACTS, version);
const corruptAt = (file: string) => ({ detail: { code: 'artifact.corrupt', where: file } });

describe('a bundle that was damaged', () => {
  it.each([1, 2] as const)(
    'is not opened, whichever byte of its model it is, unless the caller does without the check (version %i)',
    async (version) => {
      const { target } = await write(version);
      const file = join(target, version === 1 ? 'weights.bin' : 'model.bin');
      const bytes = readFileSync(file);
      bytes[bytes.length - 4]! ^= 1;
      writeFileSync(file, bytes);
      await expect(openBundle(target)).rejects.toMatchObject(corruptAt(file));
      expect((await openBundle(target, { verify: false })).predict(TEXTS)).toHaveLength(TEXTS.length);
    },
  );

  it.each(['a folder', 'a named pipe'])('is not waited for where its manifest, or a part, is %s', async (kind) => {
    for (const name of [MANIFEST_FILE, 'model.bin']) {
      const { target } = await write();
      const file = join(target, name);
      rmSync(file);
      if (kind === 'a folder') mkdirSync(file);
      else execFileSync('mkfifo', [file]);
      await expect(openBundle(target)).rejects.toMatchObject({ detail: { code: 'artifact.corrupt', where: file, got: kind } });
    }
  });
});

const RARITY = { temperature: 1, offset: 0, slopeTop: 1, slopeRest: 1, slopeRarity: 0.5 };

/** Changes of a JSON part, each of which leaves all digests right. */
const IMPOSSIBLE: readonly (readonly [what: string, part: string, change: object])[] = [
  ['a temperature of 0', 'calibration', { parameters: { temperature: 0 } }],
  ['a temperature below 0', 'calibration', { parameters: { temperature: -1 } }],
  ['no temperature', 'calibration', { parameters: {} }],
  ['groups of fewer codes than the model has', 'calibration', { version: 4, method: 'beta', parameters: { ...RARITY, groups: [1, 2] } }],
  ['a code of no groups', 'calibration', { version: 4, method: 'beta', parameters: { ...RARITY, groups: [1, 2, 0, 3, 4, 5] } }],
  ['codes that are no texts', 'codebook', { codes: [1, 2, 3, 4, 5, 6] }],
  ['codes out of order', 'codebook', { codes: ['01.2', '01.1', '02.1', '02.2', '03.1', '03.2'] }],
  ['a code twice', 'codebook', { codes: ['01.1', '01.1', '02.1', '02.2', '03.1', '03.2'] }],
  ['fewer titles than codes', 'codebook', { titles: [] }],
  ['a threshold above 1', 'review', { threshold: 7 }],
  ['no text column', 'text-spec', { textColumns: [] }],
  ['a canonical form that there is not', 'text-spec', { text: { unicode: 'ucs2' } }],
  ['n-grams of no length', 'feature-spec', { features: { words: [0, 0] } }],
  ['edges that fall', 'feature-spec', { numericColumns: [{ column: 'size', edges: [3, 1] }] }],
  ['a form of categories that there is not', 'feature-spec', { categoryForm: 'loose' }],
  ['a column that nothing is made of', 'contract', { columns: [{ name: 'id' }, { name: 'text' }] }],
  ['a version that this release has not', 'contract', { version: 9 }],
];

describe('a bundle that is whole but says what cannot be', () => {
  it.each(IMPOSSIBLE)('is not opened: %s', async (_, part, change) => {
    const { target, parts } = await write();
    const content = JSON.parse(readFileSync(join(target, parts[part]!.file), 'utf8')) as object;
    const file = rewritePart(target, part, JSON.stringify({ ...content, ...change }));
    await verifyBundle(target);
    await expect(openBundle(target)).rejects.toMatchObject(corruptAt(file));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is not opened: a weight that is %d', async (weight) => {
    const content = toyContent();
    content.model.intercept[2] = weight;
    const { target } = await writeToyBundle(temporaryFolder(), content);
    await expect(openBundle(target)).rejects.toMatchObject(corruptAt(join(target, 'model.bin')));
  });

  it('is not opened: an idf that is no number', async () => {
    const content = toyContent();
    content.table.idf[0] = Number.NaN;
    const { target } = await writeToyBundle(temporaryFolder(), content);
    await expect(openBundle(target)).rejects.toMatchObject(corruptAt(join(target, 'ngram-table.bin')));
  });
});

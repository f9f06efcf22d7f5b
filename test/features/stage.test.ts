import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureVariants } from '../../src/artifacts/features.js';
import { loadMatrixFile } from '../../src/artifacts/files/matrix-file.js';
import { encodeNgramTable } from '../../src/artifacts/files/ngram-table-file.js';
import { decodeShardTexts } from '../../src/artifacts/files/texts-file.js';
import { digestBytes, digestFile } from '../../src/core/digest.js';
import { Featurizer } from '../../src/model/vectors/featurizer.js';
import { featuresStage } from '../../src/stages/features/index.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { splitStage } from '../../src/stages/split/index.js';
import { openWorkbench, type Workbench } from '../contract/stage-context.js';

const WORDS = ['rye', 'bread', 'milk', 'oat', 'Käse', '牛乳', 'tea', 'ham', 'salt', 'oil'];
const word = (i: number) => WORDS[(i * 7919) % WORDS.length]!;

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

/** Writes partitions of 40 rows and runs the flow up to the features. */
async function features(on: Workbench, folder: string, partitionCount: number, search: object = {}, more: object = {}) {
  for (let p = 0; p < partitionCount; p++) {
    const rows = Array.from({ length: 40 }, (_, i) => 40 * p + i);
    await on.write(`${folder}/${p}.parquet`, [
      { name: 'id', type: 'text', values: rows.map((r) => `id-${r}`) },
      { name: 'text', type: 'text', values: rows.map((r) => `${word(r)} ${word(r >> 1)} ${word(r >> 2)} ${word(r)} ${r >> 3}`) },
      { name: 'label', type: 'text', values: rows.map((r) => `c${r % 3}`) },
      { name: 'shop', type: 'text', values: rows.map((r) => (r % 5 === 0 ? null : `shop ${r % 4}`)) },
      { name: 'price', type: 'float64', values: Float64Array.from(rows, (r) => (r * 37) % 101) },
    ]);
  }
  const data = { partitions: join(on.folder, folder, '*.parquet'), covariates: ['shop', { column: 'price', bins: 4 }] };
  const context = on.context({ name: 'x', data, search, ...more });
  const source = await sourceStage.run({}, context);
  const prepared = await prepareStage.run({ source }, context);
  const split = await splitStage.run({ source, prepared }, context);
  const before = on.events.length;
  const made = await featuresStage.run({ source, prepared, split }, context);
  return { prepared, split, made, events: on.events.slice(before) };
}

async function digests({ variants }: FeatureVariants) {
  return Promise.all(
    variants.map(async ({ table, key, shards }) => [
      key,
      digestBytes(encodeNgramTable(table)),
      await Promise.all(shards.map(({ file }) => digestFile(file))),
    ]),
  );
}

describe('the features stage', () => {
  it('gives the same bytes on one worker and on two', async () => {
    const grid = { grid: { ids: ['vocabulary', 'hashed'], blocks: ['columns', 'kinds'] } };
    const one = await features(bench, 'one', 2, grid);
    const two = await openWorkbench({ workerCount: 2 });
    const other = await features(two, 'one', 2, grid);
    expect(await digests(other.made)).toEqual(await digests(one.made));
    expect(one.made.variants.map(({ variant }) => variant)).toEqual([
      'words=1-2 chars=3-5 ids=vocabulary blocks=columns',
      'words=1-2 chars=3-5 ids=vocabulary blocks=kinds',
      'words=1-2 chars=3-5 ids=hashed blocks=columns',
      'words=1-2 chars=3-5 ids=hashed blocks=kinds',
    ]);
    await two.close();
  });

  it('agrees with the featurizer on every row, covariates and bins included', async () => {
    const { prepared, made } = await features(bench, 'rows', 2);
    const [matrix] = made.variants;
    const featurizer = new Featurizer(matrix!.spec, matrix!.table);
    expect(matrix!.spec.numericColumns[0]!.edges).toHaveLength(3);
    expect(matrix!.table.keyNames.some((name) => name === 'price:bin3')).toBe(true);
    expect(matrix!.rowCount).toBe(80);
    prepared.shards.forEach(({ folder }, s) => {
      const texts = decodeShardTexts(readFileSync(join(folder, 'texts.arrow')));
      const { offsets, ids, values } = loadMatrixFile(matrix!.shards[s]!.file);
      for (let r = 0; r < texts.rowCount; r++) {
        const cells = <T>(columns: readonly (readonly T[])[]) => columns.map((column) => column[r]!);
        const vector = featurizer.vector({ texts: cells(texts.texts), categorical: cells(texts.categorical), numeric: cells(texts.numeric) });
        expect([...vector.ids]).toEqual([...ids.subarray(offsets[r], offsets[r + 1])]);
        expect([...vector.values]).toEqual([...values.subarray(offsets[r], offsets[r + 1])]);
      }
    });
  });

  it('does nothing twice: not on a second run, and not for the old partitions when one is added', async () => {
    const made = (events: Workbench['events']) => events.filter(({ type }) => type === 'stage-cached').length;
    const fresh = await openWorkbench();
    const first = await features(fresh, 'nightly', 2);
    expect(made(first.events)).toBe(0);
    const again = await features(fresh, 'nightly', 2);
    // Two shards counted, bins, table, two shards built.
    expect(made(again.events)).toBe(6);
    const more = await features(fresh, 'nightly', 3);
    // The counts of the two old shards.
    expect(made(more.events)).toBe(2);
    await fresh.close();
  });

  it('reports its rows, and shares counts between variants that differ in ids alone', async () => {
    const { events } = await features(bench, 'shared', 1, { grid: { ids: ['vocabulary', 'hashed'] } }, { text: { digits: 'drop' } });
    const progress = events.filter((event) => event.type === 'progress');
    expect(progress.at(-1)).toMatchObject({ unit: 'rows', done: 120, total: 120 });
    expect(progress).toHaveLength(3);
  });

  it('stops with a hint when no n-gram is frequent enough', async () => {
    const failing = features(bench, 'rare', 1, {}, { features: { minDocumentFrequency: 1000 } });
    await expect(failing).rejects.toMatchObject({ detail: { code: 'usage.wrong-value', where: 'features.minDocumentFrequency' } });
  });
});

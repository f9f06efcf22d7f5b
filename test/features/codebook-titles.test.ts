import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMatrixFile } from '../../src/artifacts/files/matrix-file.js';
import { rowsWithRole, TEST, TRAIN } from '../../src/artifacts/split.js';
import type { LinearModel } from '../../src/estimators/linear/linear-model.js';
import { Featurizer } from '../../src/model/vectors/featurizer.js';
import { featuresStage } from '../../src/stages/features/index.js';
import { prepareStage } from '../../src/stages/prepare/index.js';
import { searchStage } from '../../src/stages/search/index.js';
import { sourceStage } from '../../src/stages/source/index.js';
import { splitStage } from '../../src/stages/split/index.js';
import { trainStage } from '../../src/stages/train/index.js';
import { codesOfRows, openTrainingSet, withTitles } from '../../src/training/training-rows.js';
import { openWorkbench, textColumns, type Workbench } from '../contract/stage-context.js';

/** Rows have 011, 012 and 02; 011a and 02a stand below, 03 is of no row. */
const CODEBOOK = `code,title,parent
01,food,
011,Bread of rye,01
011a,crusty loaf,011
012,"Milk, cheese",01
02,Tobacco,
02a,word-3,02
03,shoes,
03a,—,03
012a,shared title,012
02b,Shared  TITLE!,02
`;
const CODES = ['011', '012', '02'];
const ROWS = 120;
/** The weight of row i; a title counts as much as a row on the mean. */
const weightOf = (i: number) => 1 + (i % 4);

let bench: Workbench;
let two: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
  two = await openWorkbench({ workerCount: 2 });
});
afterAll(async () => {
  await bench.close();
  await two.close();
});

async function start(on: Workbench, name: string, titles: boolean[] | undefined, data: object = {}) {
  const rows = Array.from({ length: ROWS }, (_, i) => i);
  await on.write(`${name}/0.parquet`, [
    ...textColumns({
      id: rows.map((i) => `r${i}`),
      text: rows.map((i) => (i < 9 ? `Word 3` : `word ${i} of c${i % 3}`)),
      label: rows.map((i) => CODES[i < 9 ? 2 : i % 3] as string),
      more: rows.map((i) => `more${i % 5}`),
    }),
    { name: 'weight', type: 'float64', values: Float64Array.from(rows, weightOf) },
  ]);
  const codebook = join(on.folder, `${name}.csv`);
  writeFileSync(codebook, CODEBOOK);
  const context = on.context({
    name: 'x',
    data: { partitions: join(on.folder, name, '*.parquet'), codebook, ...data },
    features: { minDocumentFrequency: 1 },
    search: { grid: { l2: [1e-4], ...(titles === undefined ? {} : { titles }) } },
  });
  const source = await sourceStage.run({}, context);
  const prepared = await prepareStage.run({ source }, context);
  const split = await splitStage.run({ source, prepared }, context);
  const features = await featuresStage.run({ source, prepared, split }, context);
  return { context, source, prepared, split, features };
}

describe('the titles of the codebook', () => {
  it('are rows of the nearest code that rows have, less those that a row has or that two codes share', async () => {
    const { prepared, features } = await start(bench, 'kept', [true]);
    const [matrix] = features.variants;
    // `word-3` is the text of the first nine rows; food and shoes are titles of codes that no row has, nor one above them.
    expect(Array.from(matrix!.titles!.code, (code) => prepared.codes[code])).toEqual(['011', '011', '012', '02']);
    expect(matrix!.rowCount).toBe(ROWS);
    const { offsets, ids, values } = loadMatrixFile(matrix!.titles!.shard.file);
    const featurizer = new Featurizer(matrix!.spec, matrix!.table);
    ['Bread of rye', 'crusty loaf', 'Milk, cheese', 'Tobacco'].forEach((text, i) => {
      const vector = featurizer.vector({ texts: [text], categorical: [], numeric: [] });
      expect(vector.ids.length).toBeGreaterThan(0);
      expect([...vector.ids]).toEqual([...ids.subarray(offsets[i], offsets[i + 1])]);
      expect([...vector.values]).toEqual([...values.subarray(offsets[i], offsets[i + 1])]);
    });
  });

  it('stand in the first text column, the others empty', async () => {
    const { features } = await start(bench, 'columns', [true], { text: ['text', 'more'] });
    const [matrix] = features.variants;
    // With a second column no row has the text of `word-3`.
    const { offsets, ids } = loadMatrixFile(matrix!.titles!.shard.file);
    expect(offsets).toHaveLength(1 + 5);
    const ofColumn = (name: string) =>
      new Set(matrix!.table.keyNames.flatMap((key, k) => (key.startsWith(name) ? [matrix!.table.keyFeature[k]] : [])));
    const [first, second] = [ofColumn('text'), ofColumn('more')];
    expect(Array.from(ids).every((id) => first.has(id) && !second.has(id))).toBe(true);
  });

  it('are fitted on as a row of mean weight, and only where the model knows the code', async () => {
    const { context, prepared, split, features } = await start(bench, 'fitted', [true], { weights: { training: 'weight' } });
    const [matrix] = features.variants;
    const train = rowsWithRole(split.role, TRAIN);
    const { classOfCode } = codesOfRows(prepared, train);
    const set = await openTrainingSet(context, matrix!, prepared, train, classOfCode, 1);
    expect(set.rowCount).toBe(train.length + 4);
    const { label, weight } = set.rows('none');
    const counts = (codes: ArrayLike<number>) => [0, 1, 2].map((code) => Array.from(codes).filter((each) => each === code).length);
    const ofRows = counts(Array.from(train, (row) => prepared.code[row] as number));
    expect(counts(label)).toEqual([ofRows[0]! + 2, ofRows[1]! + 1, ofRows[2]! + 1]);
    // Weights have the mean 1, and so has a title.
    expect(Array.from(weight).filter((each) => Math.abs(each - 1) < 1e-6).length).toBe(4);
    expect(withTitles(train, matrix!, Int32Array.of(-1, 0, 1)).slice(train.length)).toEqual(Uint32Array.of(ROWS + 2, ROWS + 3));
    await set.close();
  });

  it('leave the rows, the split and the features of a trial without them as they were', async () => {
    const plain = await start(bench, 'plain', undefined);
    const both = await start(bench, 'plain', [false, true]);
    expect(both.split.splitDigest).toBe(plain.split.splitDigest);
    expect(both.features.variants[0]!.key).toBe(plain.features.variants[0]!.key);
    expect(both.features.variants[0]!.titles).toBeUndefined();
    expect(both.features.variants[1]!.key).not.toBe(plain.features.variants[0]!.key);
  });

  it('make one model on one worker and on two, which codes a text by a word that only the title has', async () => {
    const [one, other] = await Promise.all([bench, two].map((on) => fitted(on)));
    expect(other!.modelDigest).toBe(one!.modelDigest);
    expect(rowsWithRole(one!.split.role, TEST).every((row) => row < ROWS)).toBe(true);
    const { table } = one!.matrix;
    const { stride, weights } = one!.model;
    const row = stride * (table.keyFeature[table.keyNames.indexOf('text=tobacco')] as number);
    const scores = CODES.map((_, code) => weights[row + code] as number);
    expect(scores.indexOf(Math.max(...scores))).toBe(2);
  });
});

async function fitted(on: Workbench) {
  const { context, source, prepared, split, features } = await start(on, 'models', [true]);
  const trials = await searchStage.run({ source, prepared, split, features }, context);
  const { modelDigest, model } = await trainStage.run({ source, prepared, split, features, trials }, context);
  return { split, matrix: features.variants[0]!, modelDigest, model: model as LinearModel };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Featurizer } from '../../src/model/vectors/featurizer.js';
import { fitInMemory, matrixRows, row, specOf } from '../features/fit-in-memory.js';
import { mixedRow, mixedSpec } from '../features/mixed-rows.js';

const pairs = ({ ids, values }: { ids: Uint32Array; values: Float32Array }) => Array.from(ids, (id, e): [number, number] => [id, values[e]!]);

describe('the featurizer', () => {
  it.each([
    ['a vocabulary', {}],
    ['a vocabulary, log', { termWeight: 'log', minDocumentFrequency: 2 } as const],
    ['hashed ids', { ids: 'hashed', maxFeatures: 64 } as const],
    ['hashed ids, log', { ids: 'hashed', maxFeatures: 1024, termWeight: 'log' } as const],
  ])('gives the rows of the matrix to the bit, in any order: %s', (_, features) => {
    fc.assert(
      fc.property(fc.array(mixedRow, { minLength: 1, maxLength: 20 }), (rows) => {
        const spec = mixedSpec(features);
        const { table, matrix } = fitInMemory(rows, spec, { counted: Uint8Array.from(rows, (_, r) => (r + 1) % 2), shardRows: [rows.length] });
        const featurizer = new Featurizer(spec, table);
        const built = matrixRows(matrix);
        for (let r = rows.length - 1; r >= 0; r--) expect(pairs(featurizer.vector(rows[r]!))).toEqual(built[r]);
      }),
      { numRuns: 60 },
    );
  });

  it('takes an unknown value of a covariate, and NaN, for a missing one', () => {
    const rows = fc.sample(mixedRow, { numRuns: 30, seed: 11 });
    const spec = mixedSpec({});
    const { table } = fitInMemory(rows, spec);
    const featurizer = new Featurizer(spec, table);
    const { texts } = rows[0]!;
    const missing = pairs(featurizer.vector({ texts, categorical: [null, null], numeric: [null] }));
    expect(pairs(featurizer.vector({ texts, categorical: ['never seen', null], numeric: [Number.NaN] }))).toEqual(missing);
  });

  it('gives vectors of their own memory, and takes a text of one megabyte', () => {
    const spec = specOf({}, { chars: [3, 5] });
    const { table } = fitInMemory([{ texts: ['rye bread'], categorical: [], numeric: [] }], spec);
    const featurizer = new Featurizer(spec, table);
    const first = featurizer.vector({ texts: ['rye bread'], categorical: [], numeric: [] });
    const before = pairs(first);
    const long = featurizer.vector({ texts: [`${'rye'.repeat(330_000)} bread`], categorical: [], numeric: [] });
    expect(long.ids.length).toBeGreaterThan(0);
    expect(pairs(first)).toEqual(before);
  });

  // 256 features fill the room of a new one to its last place.
  it.each([256, 700])('takes a text with %i features behind a short one, and loses none of them', (count) => {
    const words = Array.from({ length: count }, (_, number) => `word${number}`);
    const long = row(words.join(' '));
    const spec = specOf();
    // Words that only come together would be one feature.
    const { table } = fitInMemory([...words.map((word) => row(word)), long], spec);
    const featurizer = new Featurizer(spec, table);
    featurizer.vector(row('word1'));
    const { ids, values } = featurizer.vector(long);
    expect(Array.from(ids)).toEqual([...words.keys()]);
    // All words are equally rare, and the block has length 1.
    for (const value of values) expect(value).toBeCloseTo(1 / Math.sqrt(words.length), 6);
  });

  const counted = [1, 2, 255, 256, 257, 1000].flatMap(
    (times) =>
      [
        [times, 'log', 1 + Math.log(times)],
        [times, 'sqrt', Math.sqrt(times)],
        [times, 'binary', 1],
      ] as const,
  );

  it.each(counted)('counts a word that comes %i times with termWeight %s as %d', (times, termWeight, wanted) => {
    const long = row(`${'rye '.repeat(times)}oat`);
    const spec = specOf({}, { termWeight });
    const { table } = fitInMemory([row('rye'), row('oat'), long], spec);
    const { values } = new Featurizer(spec, table).vector(long);
    expect(values.length).toBe(2);
    expect(Math.max(...values) / Math.min(...values)).toBeCloseTo(wanted, 4);
  });
});

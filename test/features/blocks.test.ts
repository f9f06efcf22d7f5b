import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureSpec, NgramTable } from '../../src/artifacts/features.js';
import { Featurizer } from '../../src/model/vectors/featurizer.js';
import { fitInMemory, matrixRows, row, specOf } from './fit-in-memory.js';
import { mixedRow, mixedSpec } from './mixed-rows.js';

interface Golden {
  readonly texts: readonly string[];
  readonly cases: readonly { readonly features: Partial<FeatureSpec['features']>; readonly rows: readonly Readonly<Record<string, number>>[] }[];
}

const golden = JSON.parse(readFileSync(new URL('golden/blocks.json', import.meta.url), 'utf8')) as Golden;

/** Which of the patterns the names of a feature's n-grams match; all of them have to match the same. */
function blockOf(table: NgramTable, feature: number, patterns: readonly RegExp[]): number {
  const names = table.keyNames.filter((_, key) => table.keyFeature[key] === feature);
  const blocks = new Set(names.map((name) => patterns.findIndex((pattern) => pattern.test(name))));
  expect(blocks.size).toBe(1);
  return [...blocks][0]!;
}

/** Lengths of the blocks of each row. */
function lengths(table: NgramTable, rows: readonly (readonly [number, number])[][], patterns: readonly RegExp[]): number[][] {
  const ofFeature = Array.from({ length: table.featureCount }, (_, feature) => blockOf(table, feature, patterns));
  return rows.map((entries) => {
    const squares = patterns.map(() => 0);
    for (const [id, value] of entries) squares[ofFeature[id]!]! += value * value;
    return squares.map(Math.sqrt);
  });
}

const KINDS = [/^name=/, /^name~/, /^note=/, /^note~/, /^(shop|mode|price):/];

describe('features of words and characters in blocks of their own', () => {
  it.each(golden.cases)('are those of two vectorizers of scikit-learn, each normed by itself: $features', ({ features, rows }) => {
    const spec = specOf({}, { words: [1, 2], chars: [3, 4], blocks: 'kinds', ...features });
    const { table, matrix } = fitInMemory(
      golden.texts.map((text) => row(text)),
      spec,
    );
    matrixRows(matrix).forEach((entries, r) => {
      const value = new Map(entries);
      const found = table.keyNames.map((name, key): [string, number] => {
        const feature = table.keyFeature[key]!;
        return [name, (value.get(feature) ?? 0) / Math.sqrt(table.memberCount[feature]!)];
      });
      expect(Object.keys(rows[r]!).every((name) => table.keyNames.includes(name))).toBe(true);
      for (const [name, ours] of found) expect(ours).toBeCloseTo(rows[r]![name] ?? 0, 6);
    });
  });

  it.each([
    [{}, [1, 1, 1, 1, 1]],
    [{ name: 3, 'name.chars': 0.5, covariates: 2 }, [3, 0.5, 1, 1, 2]],
    [{ 'note.words': 4 }, [1, 1, 4, 1, 1]],
  ])('have the length of their weight, and no feature in two of them: %o', (blockWeights, wanted) => {
    const { table, matrix } = fitInMemory(fc.sample(mixedRow, { numRuns: 50, seed: 3 }), mixedSpec({ blocks: 'kinds', blockWeights }));
    for (const found of lengths(table, matrixRows(matrix), KINDS)) {
      found.forEach((length, block) => {
        if (length > 0) expect(length).toBeCloseTo(wanted[block]!, 5);
      });
    }
  });

  it('merge words with words and characters with characters, where columns merge both', () => {
    const rows = [row('rye'), row('oat')];
    const featureCount = (blocks: 'columns' | 'kinds') => fitInMemory(rows, specOf({}, { words: [1, 1], chars: [3, 3], blocks })).table.featureCount;
    expect([featureCount('columns'), featureCount('kinds')]).toEqual([2, 4]);
  });

  it.each(['words', 'chars'] as const)('are those of columns where the n-grams are %s alone', (kind) => {
    const rows = fc.sample(mixedRow, { numRuns: 20, seed: 5 });
    const settings = { words: null, chars: null, [kind]: [1, 3] as const };
    const { matrix } = fitInMemory(rows, mixedSpec({ ...settings, blocks: 'kinds' }));
    expect(matrixRows(matrix)).toEqual(matrixRows(fitInMemory(rows, mixedSpec({ ...settings, blocks: 'columns' })).matrix));
  });

  it('let a text column keep its name that another one would use for its words', () => {
    const spec = specOf({ textColumns: ['a', 'a.words'] }, { words: [1, 1], chars: null, blocks: 'kinds', blockWeights: { 'a.words': 2 } });
    const { table, matrix } = fitInMemory([row('rye', 'oat')], spec);
    expect(lengths(table, matrixRows(matrix), [/^a=/, /^a\.words=/])).toEqual([[1, 2]]);
  });

  it('of a single row are to the bit those of the matrix', () => {
    for (const features of [{}, { ids: 'hashed', maxFeatures: 64 }, { termWeight: 'sqrt', idf: 'sqrt' }] as const) {
      const rows = fc.sample(mixedRow, { numRuns: 40, seed: 7 });
      const spec = mixedSpec({ ...features, blocks: 'kinds', blockWeights: { 'name.words': 2, note: 0.5 } });
      const { table, matrix } = fitInMemory(rows, spec, { counted: Uint8Array.from(rows, (_, r) => (r + 1) % 2), shardRows: [15, 25] });
      const featurizer = new Featurizer(spec, table);
      const single = rows.map((each) => {
        const { ids, values } = featurizer.vector(each);
        return Array.from(ids, (id, e): [number, number] => [id, values[e]!]);
      });
      expect(single).toEqual(matrixRows(matrix));
    }
  });
});

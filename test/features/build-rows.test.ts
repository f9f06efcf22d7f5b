import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureSpec, NgramTable } from '../../src/artifacts/features.js';
import { RowKernel } from '../../src/kernels/row-kernel.js';
import { indexNgrams } from '../../src/model/vectors/ngram-index.js';
import { VectorBuilder } from '../../src/model/vectors/vector-builder.js';
import type { BoundCounts } from '../../src/tasks/features/bind-counts.js';
import { buildRows } from '../../src/tasks/features/build-rows.js';
import { openFindKeys } from '../../src/tasks/features/find-keys.js';
import { matrixRows, specOf } from './fit-in-memory.js';

type Row = readonly { readonly key: number; readonly times: number }[];

const KEY_COUNT = 60;
const BUCKETS = 23;

/** Rows over 60 n-grams of three blocks, some of them often: each n-gram at most once a row, block by block. */
const rowsOf: fc.Arbitrary<Row[]> = fc.array(
  fc
    .uniqueArray(fc.record({ key: fc.nat(KEY_COUNT - 1), times: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 700 })) }), {
      selector: ({ key }) => key,
      maxLength: 40,
    })
    .map((entries) => [...entries].sort((a, b) => (a.key % 3) - (b.key % 3))),
  { minLength: 1, maxLength: 12 },
);

/** Hashes of the n-grams, ascending as a shard has them; the last five stand behind the others in no order, as bins do. */
function countsOf(rows: readonly Row[]): BoundCounts {
  const high = Uint32Array.from({ length: KEY_COUNT }, (_, key) => (key < KEY_COUNT - 5 ? (key >> 1) * 0x04000001 : (7919 * key) % 97));
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, r) => {
    offsets[r + 1] = offsets[r]! + row.length;
  });
  return {
    rowCount: rows.length,
    keyLow: Uint32Array.from(high, (_, key) => 1000 * key + 17),
    keyHigh: high,
    keyBlock: Uint8Array.from(high, (_, key) => key % 3),
    offsets,
    entryKey: Uint16Array.from(rows.flat(), ({ key }) => key),
    entryTimes: Uint32Array.from(rows.flat(), ({ times }) => times),
    ownKeyCount: KEY_COUNT - 5,
    binNames: [],
  };
}

/** A table of two thirds of the n-grams (or of all buckets but one), whose keys 3i and 3i + 1 share a feature. */
function tableOf({ keyLow, keyHigh }: BoundCounts, isHashed: boolean): NgramTable {
  const known = Array.from(keyLow.keys()).filter((key) => key % 3 !== 1 || key > 40);
  const low = isHashed ? Array.from({ length: BUCKETS - 1 }, (_, bucket) => (bucket * 5) % BUCKETS) : known.map((key) => keyLow[key]!);
  const high = isHashed ? low.map(() => 0) : known.map((key) => keyHigh[key]!);
  const keyFeature = Uint32Array.from(low, (_, key) => key - Math.floor((key + 2) / 3));
  const featureCount = keyFeature.at(-1)! + 1;
  const memberCount = new Uint32Array(featureCount);
  for (const feature of keyFeature) memberCount[feature]!++;
  return {
    kind: 'ngram-table',
    featureCount,
    keyCount: low.length,
    keyLow: Uint32Array.from(low),
    keyHigh: Uint32Array.from(high),
    keyFeature,
    keyNames: [],
    memberCount,
    documentFrequency: memberCount.map(() => 2),
    idf: Float32Array.from({ length: featureCount }, (_, feature) => 1 + Math.sqrt(feature + 1)),
    textCount: 10,
    collisionCount: 0,
    distinctCount: low.length,
  };
}

/** Row by row with the formula's own code. */
function plainRows(counts: BoundCounts, spec: FeatureSpec, table: NgramTable): [number, number][][] {
  const index = indexNgrams(table, spec.features.ids, spec.features.maxFeatures);
  const tableKey = Int32Array.from(counts.keyLow, (low, key) => index.find(low, counts.keyHigh[key]!));
  const builder = new VectorBuilder(spec, table);
  return Array.from({ length: counts.rowCount }, (_, row) => {
    builder.build(counts.entryKey, counts.entryTimes, counts.offsets[row]!, counts.offsets[row + 1]!, tableKey, counts.keyBlock);
    return Array.from({ length: builder.entryCount }, (_, e): [number, number] => [builder.ids[e]!, builder.values[e]!]);
  });
}

describe('the rows of a shard', () => {
  it.each([
    ['a vocabulary', { ids: 'vocabulary' } as const],
    ['a vocabulary, log', { ids: 'vocabulary', termWeight: 'log' } as const],
    ['a vocabulary, sqrt', { ids: 'vocabulary', termWeight: 'sqrt' } as const],
    ['a vocabulary, binary', { ids: 'vocabulary', termWeight: 'binary' } as const],
    ['hashed ids', { ids: 'hashed', maxFeatures: BUCKETS } as const],
    ['hashed ids, log', { ids: 'hashed', maxFeatures: BUCKETS, termWeight: 'log' } as const],
  ])('are to the bit those of the plain builder, whatever was in the kernel before: %s', (_, features) => {
    const spec = specOf({ textColumns: ['name', 'note'] }, { ...features, blockWeights: { note: 0.5, covariates: 2 } });
    const kernel = new RowKernel();
    fc.assert(
      fc.property(rowsOf, (rows) => {
        const counts = countsOf(rows);
        const table = tableOf(counts, spec.features.ids === 'hashed');
        const built = buildRows(counts, spec, table, openFindKeys(table, spec.features), kernel);
        expect(matrixRows([built])).toEqual(plainRows(counts, spec, table));
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['1', Uint8Array, 255],
    ['2', Uint16Array, 700],
    ['4', Uint32Array, 70_000],
  ] as const)('are the same where times are stored in %s bytes, and n-grams in four', (_, Times, largest) => {
    const spec = specOf({ textColumns: ['name', 'note'] }, { termWeight: 'log' });
    const plain = countsOf([
      [
        { key: 0, times: largest },
        { key: 3, times: 1 },
        { key: 1, times: 2 },
        { key: 58, times: 3 },
      ],
      [],
    ]);
    const counts = { ...plain, entryKey: Uint32Array.from(plain.entryKey), entryTimes: Times.from(plain.entryTimes) };
    const table = tableOf(counts, false);
    expect(matrixRows([buildRows(counts, spec, table, openFindKeys(table, spec.features))])).toEqual(plainRows(plain, spec, table));
  });

  it('say that memory is short where they do not fit', () => {
    const counts = countsOf(Array.from({ length: 5000 }, () => Array.from({ length: 30 }, (_, i) => ({ key: 3 * (i % 19), times: 1 }))));
    const table = tableOf(counts, false);
    const kernel = new RowKernel(1 << 20);
    expect(() => buildRows(counts, specOf(), table, openFindKeys(table, specOf().features), kernel)).toThrow(RangeError);
    expect(kernel.byteCount).toBeLessThanOrEqual(1 << 20);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NgramTable } from '../../src/artifacts/features.js';
import { encodeNgramTable } from '../../src/artifacts/files/ngram-table-file.js';
import type { FeatureRow } from '../../src/model/vectors/featurizer.js';
import { bucketOf, murmur3Text } from '../../src/text/murmur3.js';
import { fitInMemory, matrixRows, row, specOf } from './fit-in-memory.js';
import { mixedRow, mixedSpec } from './mixed-rows.js';

/** Name → [document frequency, names of the keys of its feature]. */
function described(table: NgramTable): Record<string, [number, string[]]> {
  const result: Record<string, [number, string[]]> = {};
  for (let key = 0; key < table.keyCount; key++) {
    const feature = table.keyFeature[key]!;
    const members = table.keyNames.filter((_, other) => table.keyFeature[other] === feature);
    expect(table.memberCount[feature]).toBe(members.length);
    result[table.keyNames[key]!] = [table.documentFrequency[feature]!, members.sort()];
  }
  return result;
}

describe('the fitted n-gram table', () => {
  it('counts distinct training texts, not rows, and makes one feature of what they do not tell apart', () => {
    const rows = [row('rye bread'), row('rye bread'), row('white bread'), row('oat milk'), row('oat bread')];
    // Row 1 repeats the text of row 0; row 3 is no training row.
    const { table } = fitInMemory(rows, specOf(), { counted: Uint8Array.of(1, 0, 1, 0, 1) });
    expect(described(table)).toEqual({
      'text=bread': [3, ['text=bread']],
      'text=rye': [1, ['text=rye']],
      'text=white': [1, ['text=white']],
      'text=oat': [1, ['text=oat']],
    });
    expect(table).toMatchObject({ textCount: 3, distinctCount: 4, collisionCount: 0, featureCount: 4 });
  });

  it('merges n-grams with the same counts in the same texts, and no others', () => {
    const rows = [row('a b c c'), row('a b d d'), row('a c e')];
    const { table } = fitInMemory(rows, specOf());
    const merged = Object.values(described(table)).map(([, members]) => members.join(' '));
    expect(new Set(merged)).toEqual(new Set(['text=a', 'text=b', 'text=c', 'text=d', 'text=e']));
    const twins = fitInMemory([row('salt pepper'), row('salt pepper oil'), row('oil')], specOf());
    expect(described(twins.table)['text=salt']).toEqual([2, ['text=pepper', 'text=salt']]);
  });

  it('never merges over the border of a block', () => {
    const rows = [row('a', 'x'), row('b', 'y')];
    const { table } = fitInMemory(rows, specOf({ textColumns: ['one', 'two'] }));
    expect(table.featureCount).toBe(4);
  });

  it('orders features by falling document frequency, then by smallest key, and keys inside a feature', () => {
    const rows = fc.sample(mixedRow, { numRuns: 60, seed: 7 });
    const { table } = fitInMemory(rows, mixedSpec({}));
    const firstKeys: bigint[] = [];
    for (let key = 0, feature = -1; key < table.keyCount; key++) {
      const number = (BigInt(table.keyHigh[key]!) << 32n) | BigInt(table.keyLow[key]!);
      if (table.keyFeature[key] === feature) expect(number > firstKeys[feature]!).toBe(true);
      else {
        feature++;
        expect(table.keyFeature[key]).toBe(feature);
        firstKeys.push(number);
      }
    }
    for (let feature = 1; feature < table.featureCount; feature++) {
      const [before, here] = [table.documentFrequency[feature - 1]!, table.documentFrequency[feature]!];
      expect(before > here || (before === here && firstKeys[feature - 1]! < firstKeys[feature]!)).toBe(true);
    }
  });

  it('cuts by document frequency, then keeps the most frequent', () => {
    const rows = [row('a b c'), row('a b'), row('a d')];
    expect(fitInMemory(rows, specOf({}, { minDocumentFrequency: 2 })).table.keyNames.toSorted()).toEqual(['text=a', 'text=b']);
    expect(fitInMemory(rows, specOf({}, { maxFeatures: 1 })).table.keyNames).toEqual(['text=a']);
  });

  it('has idf ln((1+n)/(1+df)) + 1', () => {
    const { table } = fitInMemory([row('a b'), row('a'), row('a c')], specOf());
    for (let feature = 0; feature < table.featureCount; feature++) {
      expect(table.idf[feature]).toBe(Math.fround(Math.log(4 / (1 + table.documentFrequency[feature]!)) + 1));
    }
  });

  it('has the square root of that with idf sqrt', () => {
    const { table } = fitInMemory([row('a b'), row('a'), row('a c')], specOf({}, { idf: 'sqrt' }));
    for (let feature = 0; feature < table.featureCount; feature++) {
      expect(table.idf[feature]).toBe(Math.fround(Math.sqrt(Math.log(4 / (1 + table.documentFrequency[feature]!)) + 1)));
    }
  });

  it('weighs every n-gram the same without idf', () => {
    const { table } = fitInMemory([row('a b'), row('a'), row('a c')], specOf({}, { idf: 'none' }));
    expect([...table.idf]).toEqual(new Array(table.featureCount).fill(1));
  });

  it('leaves out n-grams in fewer texts than privacy asks for: neither name nor key can be looked up', () => {
    const rows = [row('bread secret'), row('bread')];
    const open = fitInMemory(rows, specOf()).table;
    const closed = fitInMemory(rows, specOf(), { minGroupsPerNgram: 2 }).table;
    expect([open.keyCount, open.featureCount]).toEqual([2, 2]);
    expect([closed.keyNames, closed.keyCount, closed.featureCount]).toEqual([['text=bread'], 1, 1]);
    expect(fitInMemory(rows, specOf(), { minGroupsPerNgram: 1 }).table).toEqual(open);
  });

  it('of hashed ids leaves out buckets in fewer texts than privacy asks for', () => {
    const spec = specOf({}, { ids: 'hashed', maxFeatures: 64 });
    const closed = fitInMemory([row('bread secret'), row('bread')], spec, { minGroupsPerNgram: 2 }).table;
    expect([closed.keyNames, closed.keyCount]).toEqual([['text=bread'], 1]);
  });

  it('gives a bucket no name when only its n-grams together are in as many texts as asked for', () => {
    const bucket = (word: string) => bucketOf(murmur3Text(`text=${word}`), 8);
    const words = Array.from({ length: 99 }, (_, i) => `w${i}`);
    const [one, other, third] = words.filter((word) => bucket(word) === bucket('w0')) as [string, string, string];
    const spec = specOf({}, { ids: 'hashed', maxFeatures: 8 });
    const rare = [row(one), row(`${one} ${one}`), row(other), row(`${other} ${other}`)];
    const nameAt = (rows: readonly FeatureRow[], minGroupsPerNgram: number) => {
      const { table } = fitInMemory(rows, spec, { minGroupsPerNgram });
      const key = table.keyLow.indexOf(bucket(one));
      return [table.documentFrequency[table.keyFeature[key]!], table.keyNames[key]];
    };

    // Two texts each, four together.
    expect(nameAt(rare, 3)).toEqual([4, '']);
    expect(nameAt(rare, 4)).toEqual([4, '']);
    expect([`text=${one}`, `text=${other}`]).toContain(nameAt(rare, 2)[1]);
    // One that is in three texts by itself gives its name, and the rare ones in its bucket do not.
    const frequent = [1, 2, 3].map((times) => row(new Array(times).fill(third).join(' ')));
    expect(nameAt([...rare, ...frequent], 3)).toEqual([7, `text=${third}`]);
    expect(nameAt([...rare, ...frequent], 4)).toEqual([7, '']);
  });

  it('hashes names as HashingTF does, counts a text once a bucket, and counts collisions', () => {
    const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't'];
    const bucket = (word: string) => bucketOf(murmur3Text(`text=${word}`), 16);
    const { table } = fitInMemory([row(words.join(' ')), row('a')], specOf({}, { ids: 'hashed', maxFeatures: 16 }));
    const buckets = [...new Set(words.map(bucket))];
    expect([...table.keyLow].sort((a, b) => a - b)).toEqual(buckets.sort((a, b) => a - b));
    expect(table.collisionCount).toBe(words.length - buckets.length);
    expect(table.documentFrequency[table.keyFeature[table.keyLow.indexOf(bucket('a'))]!]).toBe(2);
    expect(table.keyNames[table.keyLow.indexOf(bucket('a'))]).toBe('text=a');
  });

  it.each(['vocabulary', 'hashed'] as const)('has the same bytes for every cut into shards and ranges, and so have the rows (%s)', (ids) => {
    const cut = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(mixedRow, { minLength: 1, maxLength: 30 }), cut, fc.integer({ min: 1, max: 50 }), (rows, sizes, recordsAMerge) => {
        const spec = mixedSpec({ ids, maxFeatures: 100, minDocumentFrequency: 1 });
        const counted = Uint8Array.from(rows, (_, r) => (r % 3 === 2 ? 0 : 1));
        const shardRows: number[] = [];
        for (let left = rows.length, i = 0; left > 0; i++) {
          shardRows.push(Math.min(left, sizes[i % sizes.length]!));
          left -= shardRows.at(-1)!;
        }
        const whole = fitInMemory(rows, spec, { counted });
        const parts = fitInMemory(rows, spec, { counted, shardRows, recordsAMerge });
        expect(Buffer.compare(encodeNgramTable(parts.table), encodeNgramTable(whole.table))).toBe(0);
        expect(matrixRows(parts.matrix)).toEqual(matrixRows(whole.matrix));
      }),
      { numRuns: 60 },
    );
  });
});

import { Table, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeShardTexts, encodeShardTexts } from '../../../src/artifacts/files/texts-file.js';

const text = fc.string({ unit: 'grapheme', maxLength: 8 });
const shards = fc.nat({ max: 40 }).chain((rowCount) => {
  const column = <T>(cell: fc.Arbitrary<T>) => fc.array(cell, { minLength: rowCount, maxLength: rowCount });
  return fc.record({
    rowCount: fc.constant(rowCount),
    texts: fc.array(column(text), { minLength: 1, maxLength: 2 }),
    categorical: fc.array(column(fc.option(text)), { maxLength: 2 }),
    numeric: fc.array(column(fc.option(fc.double({ noNaN: true }))), { maxLength: 2 }),
  });
});

describe('the texts file of a shard', () => {
  it('gives back what it was made of', () => {
    fc.assert(
      fc.property(shards, (shard) => {
        expect(decodeShardTexts(encodeShardTexts(shard))).toEqual(shard);
      }),
    );
  });

  it('is an Arrow file that any reader opens', () => {
    const bytes = encodeShardTexts({ rowCount: 2, texts: [['Käse', '']], categorical: [[null, 'shop']], numeric: [[1.5, null]] });
    expect(tableFromIPC(bytes).toArray().map(String)).toEqual([
      '{"text0": "Käse", "category0": null, "number0": 1.5}',
      '{"text0": "", "category0": "shop", "number0": null}',
    ]);
  });

  it('turns lone surrogates into U+FFFD, as every way into UTF-8 does', () => {
    expect(decodeShardTexts(encodeShardTexts({ rowCount: 1, texts: [['a\ud800b']], categorical: [], numeric: [] })).texts).toEqual([['a\ufffdb']]);
  });

  it('is refused when it is damaged or of something else', () => {
    const bytes = encodeShardTexts({ rowCount: 1, texts: [['a']], categorical: [], numeric: [] });
    expect(() => decodeShardTexts(bytes.subarray(0, 20), 'x/texts.arrow')).toThrow(/x\/texts\.arrow/);
    const other = tableToIPC(new Table({ text0: vectorFromArray(['a']) }), 'file');
    expect(() => decodeShardTexts(other)).toThrow(/something else/);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNgramCounts, readNgramNames, readNumericColumns, writeNgramCounts } from '../../src/artifacts/files/ngram-counts-file.js';
import { decodeNgramTable, encodeNgramTable } from '../../src/artifacts/files/ngram-table-file.js';
import { encodeSmallNgramTable } from '../../src/artifacts/files/small-ngram-table.js';
import { ngramSettings } from '../../src/model/vectors/ngram-settings.js';
import { countShard } from '../../src/tasks/features/count-shard.js';
import { fitInMemory, specOf } from './fit-in-memory.js';
import { mixedRow, mixedSpec } from './mixed-rows.js';
import { withBytes } from './text-bytes.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('n-gram tables as bytes', () => {
  const { table } = fitInMemory(fc.sample(mixedRow, { numRuns: 40, seed: 5 }), mixedSpec({}));

  it('come back as they were', () => {
    expect(decodeNgramTable(encodeNgramTable(table))).toEqual(table);
    expect(decodeNgramTable(encodeNgramTable({ ...table, distinctCount: 2 ** 33 + 5 })).distinctCount).toBe(2 ** 33 + 5);
  });

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.slice(0, -8)],
    ['empty', () => new Uint8Array(0)],
    ['of another kind', (bytes: Uint8Array) => bytes.with(0, 1)],
    ['of another version', (bytes: Uint8Array) => bytes.with(4, 9)],
    ['with a key of a feature that it does not have', (bytes: Uint8Array) => bytes.with(64 + 3 * Math.ceil(table.keyCount / 2) * 8 - 8, 0xff)],
  ])('are refused when %s', (_, damage) => {
    expect(() => decodeNgramTable(damage(encodeNgramTable(table)), 'table.bin')).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }),
    );
  });
});

describe('n-gram tables in fewer bytes', () => {
  const { table } = fitInMemory(fc.sample(mixedRow, { numRuns: 40, seed: 6 }), mixedSpec({}));
  const bytes = encodeSmallNgramTable(table);
  const memberCounts = 64 + 2 * Math.ceil(table.keyCount / 2) * 8 + Math.ceil(table.featureCount / 2) * 8;

  it('come back as they were, and are fewer', () => {
    expect(decodeNgramTable(bytes)).toEqual(table);
    expect(decodeNgramTable(bytes, 'table.bin', { names: false })).toEqual({ ...table, keyNames: [] });
    expect(bytes.length).toBeLessThan(0.8 * encodeNgramTable(table).length);
  });

  it.each([
    ['cut short', bytes.slice(0, -8)],
    ['with a key more in a feature', bytes.with(memberCounts, (bytes[memberCounts] as number) + 1)],
    ['with a number that goes on beyond its bytes', bytes.with(memberCounts, 0xff)],
  ])('are refused when %s', (_, damaged) => {
    expect(() => decodeNgramTable(damaged, 'table.bin')).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }),
    );
  });
});

describe('n-gram counts in a file', () => {
  it('come back as they were', () => {
    const rows = fc.sample(mixedRow, { numRuns: 40, seed: 5 });
    const spec = mixedSpec({});
    const texts = {
      rowCount: rows.length,
      texts: [0, 1].map((c) => rows.map((row) => row.texts[c]!)),
      categorical: [0, 1].map((c) => rows.map((row) => row.categorical[c]!)),
      numeric: [rows.map((row) => row.numeric[0]!)],
    };
    const counts = countShard(withBytes(texts), ngramSettings(spec));
    const file = join(folder, 'ngrams.bin');
    writeNgramCounts(file, counts);
    const { nameStart: _, nameBytes: __, ...unnamed } = counts;
    expect(loadNgramCounts(file)).toEqual(unnamed);
    expect(readNumericColumns(file)).toEqual(counts.numeric);
    const { nameStart, nameBytes } = counts;
    expect(readNgramNames(file)).toEqual({ nameStart, nameBytes });
  });

  it('hold counts beyond a byte and beyond two', () => {
    for (const times of [200, 300, 70_000]) {
      const counts = countShard(withBytes({ rowCount: 1, texts: [['bread '.repeat(times)]], categorical: [], numeric: [] }), ngramSettings(specOf()));
      const file = join(folder, `${times}.bin`);
      writeNgramCounts(file, counts);
      expect([...loadNgramCounts(file).entryTimes]).toEqual([times]);
    }
  });

  it('have ascending keys', () => {
    const words = Array.from({ length: 3000 }, (_, i) => `w${i}`).join(' ');
    const { keyLow, keyHigh } = countShard(
      withBytes({ rowCount: 1, texts: [[words]], categorical: [], numeric: [] }),
      ngramSettings(specOf({}, { chars: [3, 5] })),
    );
    const keys = Array.from(keyLow, (low, key) => (BigInt(keyHigh[key]!) << 32n) | BigInt(low));
    expect(keys).toEqual(keys.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it('are refused when the file is cut short', () => {
    const file = join(folder, 'short.bin');
    writeNgramCounts(file, countShard(withBytes({ rowCount: 1, texts: [['rye bread']], categorical: [], numeric: [] }), ngramSettings(specOf())));
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    expect(() => loadNgramCounts(file)).toThrow(expect.objectContaining({ detail: expect.objectContaining({ code: 'artifact.corrupt' }) }));
  });
});

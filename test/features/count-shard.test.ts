import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NgramCounts } from '../../src/artifacts/files/ngram-counts-file.js';
import type { ShardTexts } from '../../src/artifacts/shard-texts.js';
import { NgramKernel } from '../../src/kernels/ngram-kernel.js';
import { countShard } from '../../src/tasks/features/count-shard.js';
import { canonicalText, latinForm, latinForms } from '../../src/text/canonical-text.js';
import type { NgramSettings } from '../../src/text/ngram-counter.js';
import { settingsOf } from '../text/ngram-settings.js';
import { TEXT } from './fit-in-memory.js';
import { plainCounts } from './plain-counts.js';
import { withBytes } from './text-bytes.js';

const shardOf = (...texts: (readonly string[])[]): ShardTexts => ({ rowCount: texts[0]!.length, texts, categorical: [], numeric: [] });

/** In the form of `plainCounts`. */
function listed({ rowCount, keyLow, keyHigh, keyKind, nameStart, nameBytes, offsets, entryKey, entryTimes }: NgramCounts) {
  const entries = (row: number) => Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => offsets[row]! + i);
  return {
    keyLow: [...keyLow],
    keyHigh: [...keyHigh],
    keyKind: [...keyKind],
    names: [...keyLow.keys()].map((key) => Buffer.from(nameBytes.subarray(nameStart[key], nameStart[key + 1])).toString()),
    rows: Array.from({ length: rowCount }, (_, row) => entries(row).map((e) => [entryKey[e]!, entryTimes[e]!])),
  };
}

function writtenForm(kernel: NgramKernel, row: number): string | null {
  const length = kernel.writeLatin(0, row);
  const { bytes, at } = kernel.textRoom(0);
  return length < 0 ? null : Buffer.from(bytes.subarray(at, at + length)).toString();
}

/** Made-up words by a linear congruence (Numerical Recipes): some often, most of them once. */
function madeUpTexts(rowCount: number, wordsOfText: number): string[] {
  const syllables = ['ba', 'ke', 'li', 'mo', 'rü', 'sta', 'ß', 'té', 'nu', 'хлеб', '面', '7'];
  let state = 1;
  const draw = (count: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const word = () => Array.from({ length: 1 + draw(5) }, () => syllables[draw(draw(syllables.length) + 1)]).join('');
  return Array.from({ length: rowCount }, () => Array.from({ length: wordsOfText }, word).join(' '));
}

/** Letters of one, two, three and four bytes, signs that go and that part words, words in several forms, and lists of English. */
const anyText = fc
  .array(fc.constantFrom('a', 'b', 'É', 'ß', 'œ', 'ж', '面', '🍞', '\u0301', '\ud83c', '1', ' ', ' ', '-', 'the ', 'breads ', 'baking ', 'Rye'), {
    maxLength: 24,
  })
  .map((parts) => parts.join(''));
const anyLengths = fc.constantFrom(null, [1, 1] as const, [1, 2] as const, [2, 3] as const, [3, 5] as const, [4, 9] as const);
const anySettings = fc.record({
  text: fc.record({
    unicode: fc.constantFrom('nfkc', 'nfc'),
    case: fc.constantFrom('lower', 'keep'),
    accents: fc.constantFrom('fold', 'keep'),
    digits: fc.constantFrom('keep', 'zero', 'drop'),
    punctuation: fc.constantFrom('space', 'keep'),
    stem: fc.constantFrom(null, 'en'),
    stopWords: fc.constantFrom(null, 'en'),
  }) as fc.Arbitrary<NgramSettings['text']>,
  words: anyLengths,
  chars: anyLengths,
  categoryForm: fc.constantFrom(undefined, 'canonical' as const),
});

describe('count shard', () => {
  it('counts to the bit what the counter in TypeScript counts', () => {
    const anyRow = fc.tuple(anyText, anyText, fc.constantFrom(null, '1', '1.0', ' ', 'Bäcker'));
    fc.assert(
      fc.property(anySettings, fc.array(anyRow, { maxLength: 12 }), (chosen, rows) => {
        const settings = settingsOf({ ...chosen, textColumns: ['text', 'no=te'], categoricalColumns: ['shop'] });
        const column = <T>(c: 0 | 1 | 2) => rows.map((row) => row[c] as T);
        const shard = { rowCount: rows.length, texts: [column<string>(0), column<string>(1)], categorical: [column<string | null>(2)], numeric: [] };
        expect(listed(countShard(withBytes(shard), settings))).toEqual(plainCounts(shard, settings));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['folded', TEXT],
    ['kept, without digits', { ...TEXT, unicode: 'nfc', case: 'keep', accents: 'keep', digits: 'drop', punctuation: 'keep' }],
  ] as const)('writes the canonical form of each pair of code points below U+0300, %s', (_, text) => {
    const kernel = new NgramKernel();
    kernel.begin({ words: [1, 1], chars: null, prefixes: [{ words: new Uint8Array(0), chars: new Uint8Array(0) }], stemOf: null });
    const letters = Array.from({ length: 0x300 }, (_, letter) => String.fromCharCode(letter));
    // Alone first: the form of each letter is then known.
    for (const letter of letters) latinForm(letter, text);
    kernel.setForms(latinForms(text));
    for (const first of letters) {
      const pairs = letters.map((second) => `x${first}${second} y`);
      kernel.takeTexts(withBytes(shardOf(pairs)).texts);
      const written = pairs.map((_, row) => writtenForm(kernel, row));
      // What the kernel cannot write goes the way of all scripts.
      const wanted = pairs.map((pair, row) => (written[row] === null && latinForm(pair, text) < 0 ? null : canonicalText(pair, text)));
      expect(written.join('\n') === wanted.join('\n')).toBe(true);
    }
  });

  it('counts texts whose letters it meets for the first time, and texts of other letters, between known ones', () => {
    const texts = ['abc', 'abç', 'ŝŝ ÿ', 'x\u0300', 'abc ç', 'ŉ', 'хлеб', '\u00ad', ''];
    const kernel = new NgramKernel();
    for (let turn = 0; turn < 2; turn++)
      expect(listed(countShard(withBytes(shardOf(texts)), settingsOf({}), kernel))).toEqual(plainCounts(shardOf(texts), settingsOf({})));
  });

  it('counts more tokens and n-grams than its tables hold at first', () => {
    const shard = shardOf(madeUpTexts(4500, 9));
    const settings = settingsOf({ words: [1, 3] });
    const counts = countShard(withBytes(shard), settings);
    expect(counts.keyLow.length).toBeGreaterThan(0x10000);
    expect(counts.entryKey).toBeInstanceOf(Uint32Array);
    // As texts: lists of that length are compared far faster so.
    expect(JSON.stringify(listed(counts)) === JSON.stringify(plainCounts(shard, settings))).toBe(true);
  });

  it('counts with a kernel that counted another shard what a new one counts', () => {
    const kernel = new NgramKernel();
    countShard(withBytes(shardOf(madeUpTexts(300, 9))), settingsOf({ text: { ...TEXT, stem: 'en', stopWords: 'en' } }), kernel);
    const shard = shardOf(['the rye bread', 'rye rye', '']);
    expect(listed(countShard(withBytes(shard), settingsOf({ words: null }), kernel))).toEqual(plainCounts(shard, settingsOf({ words: null })));
  });

  it('counts what the counter in TypeScript counted for all texts before there was a kernel', () => {
    const counts = countShard(withBytes(shardOf(madeUpTexts(500, 6))), settingsOf({}));
    const digest = createHash('sha256');
    for (const part of [counts.keyLow, counts.keyHigh, counts.keyKind, counts.nameStart, counts.nameBytes, counts.offsets]) digest.update(part);
    digest.update(counts.entryKey).update(counts.entryTimes);
    expect(digest.digest('hex')).toBe('12d616a63e626b9af7c8e58e03c51c301ef9acd2f04db86f29d6012258638557');
  });

  it('says that memory is short where it cannot grow', () => {
    const kernel = new NgramKernel(1 << 20);
    expect(() => countShard(withBytes(shardOf(madeUpTexts(8000, 9))), settingsOf({}), kernel)).toThrow(RangeError);
    expect(kernel.byteCount).toBeLessThanOrEqual(1 << 20);
  });
});

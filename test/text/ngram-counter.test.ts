import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyTable } from '../../src/text/key-table.js';
import { murmur3Text } from '../../src/text/murmur3.js';
import { NgramCounter, type NgramSettings } from '../../src/text/ngram-counter.js';
import { TEXT } from '../features/fit-in-memory.js';
import { settingsOf } from './ngram-settings.js';

/** The n-grams of one row as name → times. */
function counted(counter: NgramCounter, texts: readonly string[], categorical: readonly (string | null)[] = []): Record<string, number> {
  counter.count(texts, categorical);
  const result: Record<string, number> = {};
  for (let e = 0; e < counter.entryCount; e++) {
    const key = counter.entryKey[e]!;
    const { nameStart, nameBytes, low } = counter.keys;
    const name = Buffer.from(nameBytes.subarray(nameStart[key], nameStart[key + 1])).toString();
    expect(low[key]).toBe(murmur3Text(name));
    result[name] = counter.entryTimes[e]!;
  }
  return result;
}

/** The same by strings alone. */
function naive(texts: readonly string[], { textColumns, words, chars }: NgramSettings): Record<string, number> {
  const result: Record<string, number> = {};
  const add = (name: string) => {
    result[name] = (result[name] ?? 0) + 1;
  };
  textColumns.forEach((column, c) => {
    const tokens = (texts[c] ?? '').split(' ').filter((token) => token !== '');
    for (let n = words?.[0] ?? 1; n <= (words?.[1] ?? 0); n++)
      for (let i = 0; i + n <= tokens.length; i++) add(`${column}=${tokens.slice(i, i + n).join(' ')}`);
    for (const token of tokens) {
      const points = [...` ${token} `];
      if (chars !== null && points.length < chars[0]) add(`${column}~${points.join('')}`);
      for (let n = chars?.[0] ?? 1; n <= (chars?.[1] ?? 0); n++)
        for (let i = 0; i + n <= points.length; i++) add(`${column}~${points.slice(i, i + n).join('')}`);
    }
  });
  return result;
}

describe('n-gram counter', () => {
  it('counts words and pairs of words', () => {
    expect(counted(new NgramCounter(settingsOf({ chars: null }), new KeyTable(true)), ['Rye bread, RYE bread!'])).toEqual({
      'text=rye': 2,
      'text=bread': 2,
      'text=rye bread': 2,
      'text=bread rye': 1,
    });
  });

  it('counts characters inside a word with its borders', () => {
    expect(counted(new NgramCounter(settingsOf({ words: null, chars: [3, 4] }), new KeyTable(true)), ['rye a'])).toEqual({
      'text~ ry': 1,
      'text~rye': 1,
      'text~ye ': 1,
      'text~ rye': 1,
      'text~rye ': 1,
      'text~ a ': 1,
    });
  });

  it('counts a word shorter than the shortest character n-gram once, whole', () => {
    expect(counted(new NgramCounter(settingsOf({ words: null, chars: [4, 5] }), new KeyTable(true)), ['a of'])).toEqual({
      'text~ a ': 1,
      'text~ of ': 1,
    });
  });

  it('cuts between code points, never inside one', () => {
    const counter = new NgramCounter(settingsOf({ words: null, chars: [3, 3] }), new KeyTable(true));
    expect(counted(counter, ['𝒳牛乳'])).toEqual({ 'text~ x牛': 1, 'text~x牛乳': 1, 'text~牛乳 ': 1 });
    const gothic = '𐌰𐌱';
    expect(counted(counter, [gothic])).toEqual({ 'text~ 𐌰𐌱': 1, 'text~𐌰𐌱 ': 1 });
  });

  it('keeps a name space for each column and covariate', () => {
    const counter = new NgramCounter(
      settingsOf({ textColumns: ['a', 'b=c'], categoricalColumns: ['shop', 'mode'], words: [1, 1], chars: null }),
      new KeyTable(true),
    );
    expect(counted(counter, ['rye', 'rye'], ['bakery', null])).toEqual({ 'a=rye': 1, 'b%3Dc=rye': 1, 'shop:bakery': 1 });
    expect(counted(counter, ['', ''], [null, null])).toEqual({});
  });

  it('leaves out stop words, and stems words but not characters', () => {
    const options = settingsOf({ text: { ...TEXT, stem: 'en', stopWords: 'en' }, chars: [7, 7] });
    expect(counted(new NgramCounter(options, new KeyTable(true)), ['the breads of bakeries'])).toEqual({
      'text=bread': 1,
      'text=bakeri': 1,
      'text=bread bakeri': 1,
      'text~ breads': 1,
      'text~breads ': 1,
      'text~ bakeri': 1,
      'text~bakerie': 1,
      'text~akeries': 1,
      'text~keries ': 1,
    });
  });

  it.each(['de', 'en', 'es', 'fr', 'it', 'nl', 'no', 'pt', 'sv'] as const)('has a stemmer and stop words for %s', (language) => {
    const counter = new NgramCounter(
      settingsOf({ text: { ...TEXT, stem: language, stopWords: language }, chars: null, words: [1, 1] }),
      new KeyTable(true),
    );
    const common = { de: 'für', en: 'of', es: 'el', fr: 'avoir', it: 'alla', nl: 'aan', no: 'og', pt: 'você', sv: 'alla' }[language];
    expect(counted(counter, [`${common} 7 abcd`])).toEqual({ 'text=7': 1, 'text=abcd': 1 });
  });

  it('agrees with a plain implementation over strings, row after row', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '牛', '𐌰'), minLength: 1, maxLength: 6 }).map((w) => w.normalize('NFC'));
    const row = fc.array(
      fc.array(word, { maxLength: 5 }).map((words) => words.join(' ')),
      { minLength: 2, maxLength: 2 },
    );
    const bounds = fc.option(
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })).map(([low, more]) => [low, low + more] as const),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), bounds, bounds, (rows, words, chars) => {
        const chosen = settingsOf({ textColumns: ['x', 'y'], words, chars, text: { ...TEXT, accents: 'keep' } });
        const counter = new NgramCounter(chosen, new KeyTable(true));
        for (const texts of rows) expect(counted(counter, texts)).toEqual(naive(texts, chosen));
      }),
    );
  });

  it('takes a text of one megabyte, as many words or as one', () => {
    const counter = new NgramCounter(settingsOf({}), new KeyTable(false));
    counter.count(['bread '.repeat(175_000)], []);
    expect(counter.entryCount).toBe(2 + 5 + 4 + 3);
    expect(counter.entryTimes[0]).toBe(175_000);
    counter.count(['x'.repeat(1_000_000)], []);
    expect(counter.entryCount).toBe(1 + 3 * 3);
  });
});

import { expect, test } from 'vitest';
import type { FeatureSpec } from '../../src/artifacts/features.js';
import { RowWordFinder, wordUnit } from '../../src/model/row-words.js';
import { Featurizer } from '../../src/model/vectors/featurizer.js';
import { fitInMemory, row, specOf, TEXT } from '../features/fit-in-memory.js';

const TRAINED = ['rye bread', 'Wheat bread!', 'whole milk', 'sour milk', 'crème fraîche'];
const MET = ['rye quinoa bread', 'QUINOA, quinoa and milk', 'whole wheat', 'teff', 'creme'];

function finderOf(spec: FeatureSpec, trained = TRAINED.map((text) => row(text))): RowWordFinder {
  return new RowWordFinder(spec, new Featurizer(spec, fitInMemory(trained, spec).table));
}

/** The same cut by other means. */
function splitText(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return [...new Set(plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''))];
}

test('a word is unknown when no text of training has it', () => {
  const finder = finderOf(specOf({}, { words: [1, 2], chars: [3, 3] }));
  const known = new Set(TRAINED.flatMap(splitText));
  for (const text of MET) {
    const words = splitText(text);
    const unknown = words.filter((word) => !known.has(word)).map((word) => `text=${word}`);
    expect(finder.find(row(text)), text).toMatchObject({ wordCount: words.length, unknown });
  }
});

test('a row of unknown words may have known parts', () => {
  const finder = finderOf(specOf({}, { words: [1, 1], chars: [3, 3] }));
  expect(finder.find(row('breads'))).toEqual({ wordCount: 1, unknown: ['text=breads'], hasKnownNgram: true });
  expect(finder.find(row('teff'))).toEqual({ wordCount: 1, unknown: ['text=teff'], hasKnownNgram: false });
});

test('n-grams stand for words where a model counts no single words', () => {
  const spec = specOf({}, { words: null, chars: [3, 3] });
  expect([wordUnit(spec), wordUnit(specOf()), wordUnit(specOf({}, { words: [2, 2] }))]).toEqual(['n-grams', 'words', 'n-grams']);
  const { wordCount, unknown } = finderOf(spec).find(row('ryes'));
  // Of " ry", "rye", "yes" and "es " training had the first two.
  expect({ wordCount, unknown }).toEqual({ wordCount: 4, unknown: ['text~yes', 'text~es '] });
});

test('a word of another column is not known, a covariate is no word, and stems are as the model has them', () => {
  const spec = specOf({ textColumns: ['text', 'note'], categoricalColumns: ['shop'], text: { ...TEXT, stem: 'en' } });
  const rows = [{ texts: ['breads', 'fresh'], categorical: ['bakery'], numeric: [] }];
  const found = finderOf(spec, rows).find({ texts: ['fresh bread', 'fresh'], categorical: ['dairy'], numeric: [] });
  expect(found).toEqual({ wordCount: 3, unknown: ['text=fresh'], hasKnownNgram: true });
});

test('a row of stop words alone has no words', () => {
  const spec = specOf({ text: { ...TEXT, stopWords: 'en' } });
  expect(finderOf(spec).find(row('the and'))).toEqual({ wordCount: 0, unknown: [], hasKnownNgram: false });
});

import { expect, test } from 'vitest';
import { KnownCategories } from '../../src/model/known-categories.js';
import { fitInMemory, specOf } from '../features/fit-in-memory.js';

test('a value is unseen when its column had none like it; a missing one never is', () => {
  const spec = specOf({ categoricalColumns: ['shop', 'city'] });
  const rows = [
    ['bakery', 'Bonn'],
    ['dairy', 'Kiel'],
  ].map((categorical) => ({ texts: ['bread'], categorical, numeric: [] }));
  const known = new KnownCategories(spec, fitInMemory(rows, spec).table);
  expect(known.areUnseen(['bakery', 'Kiel'])).toEqual([false, false]);
  expect(known.areUnseen(['dairy', 'Rome'])).toEqual([false, true]);
  // A value of another column, and a word of the text, are none of its own.
  expect(known.areUnseen(['Bonn', 'bread'])).toEqual([true, true]);
  expect(known.areUnseen([null, 'Bonn'])).toEqual([false, false]);
  expect(known.areUnseen([null, null])).toEqual([false, false]);
});

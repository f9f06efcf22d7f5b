import { expect, it } from 'vitest';
import { openNearestCode } from '../../../src/tasks/prepare/nearest-code.js';

it('the nearest code is another spelling of the label, the first of several, else the closest in writing', () => {
  const nearest = openNearestCode(['A.1', 'a-1', '0111', 'bakery']);
  expect(['a 1', '111', 'bakry', 'zzz'].map(nearest)).toEqual(['A.1', '0111', 'bakery', undefined]);
});

it('a column of texts taken for labels is compared a hundred times, and spellings are found all the same', () => {
  const nearest = openNearestCode(['0111', 'bakery']);
  const near = Array.from({ length: 101 }, (_, i) => nearest(`bakery${String.fromCodePoint(0x4e00 + i)}`));
  expect(near).toEqual([...Array.from({ length: 100 }, () => 'bakery'), undefined]);
  expect(nearest('111')).toBe('0111');
});

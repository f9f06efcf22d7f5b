import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../src/config/nearest.js';

test('the edit distance of known pairs', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('flaw', 'lawn')).toBe(2);
  expect(editDistance('serach', 'search')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});

test('the edit distance is symmetric, zero only for equal words, and at most the longer length', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test('the nearest word is the one with the fewest edits, whatever the case', () => {
  expect(nearest('Featurs', ['search', 'features', 'text'])).toBe('features');
});

test('nothing is near when more than half would have to change', () => {
  expect(nearest('zzz', ['search', 'features'])).toBeUndefined();
});

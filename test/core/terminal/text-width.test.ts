import { expect, test } from 'vitest';
import { cutToWidth, textWidth } from '../../../src/core/terminal/text-width.js';

// Columns as Unicode's East Asian Width has them: wide and full-width signs take two, combining marks none.
test.each([
  ['bread', 5],
  ['面包', 4],
  ['ＦＩＳＨ', 8],
  ['Käse', 4],
  ['Ka\u0308se', 4],
  ['한국어', 6],
  ['🍞', 2],
  ['👩‍🍳', 2],
  ['–', 1],
])('%s takes %d columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test('a text that is cut fits, and ends with a sign that says so', () => {
  expect(cutToWidth('面包和牛奶', 10)).toBe('面包和牛奶');
  expect(cutToWidth('面包和牛奶', 9)).toBe('面包和牛…');
  expect(cutToWidth('面包和牛奶', 8)).toBe('面包和…');
  expect(cutToWidth('bread', 4)).toBe('bre…');
});

import { describe, expect, test } from 'vitest';
import { readPicture } from './read-picture.js';

describe('a picture of boxes', () => {
  test('is read along its lines, round corners and into borders', () => {
    const picture = `
   in
   │
 ┌─▼─┐   ┌───┐
 │ a ├──►│ b ├───┐
 └─┬─┘   └───┘   │
   │             ▼
  side         ┌───┐
 ┌───┐         │ c │
 │ e │◄────────┤ d │
 └───┘         └───┘`;
    expect(readPicture(picture)).toEqual([
      ['c', 'd'],
      ['a', 'b'],
      ['b', 'c'],
      ['d', 'e'],
    ]);
  });

  test('whose line ends at nothing has no arrow there', () => {
    const picture = `
 ┌───┐      ┌───┐
 │ a ├──  ─►│ b │
 └───┘      └─┬─┘
              ▼
             out`;
    expect(readPicture(picture)).toEqual([]);
  });
});

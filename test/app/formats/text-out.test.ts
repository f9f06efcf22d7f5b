import { expect, test } from 'vitest';
import { csvLine } from '../../../src/app/formats/text-out.js';

test('a cell is quoted where it has to be, nothing is an empty cell, and a list is JSON', () => {
  expect(csvLine(['a', null, 0.5, 'b,c', 'say "x"', 'two\nlines', ' edge'])).toBe('a,,0.5,"b,c","say ""x""","two\nlines"," edge"\r\n');
  expect(csvLine(['b,c', 'd\te', ['x', 'y']], '\t')).toBe('b,c\t"d\te"\t"[""x"",""y""]"\r\n');
});

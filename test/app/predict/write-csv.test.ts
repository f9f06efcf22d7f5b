import { expect, test } from 'vitest';
import { csvLine } from '../../../src/app/predict/write-csv.js';

test('a cell is quoted where it has to be, and nothing is an empty cell', () => {
  expect(csvLine(['a', null, 0.5, 'b,c', 'say "x"', 'two\nlines', ' edge'])).toBe('a,,0.5,"b,c","say ""x""","two\nlines"," edge"\r\n');
});

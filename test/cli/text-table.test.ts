import { expect, test } from 'vitest';
import { textTable } from '../../src/cli/text/text-table.js';

test('a table pads its columns and puts numbers with their units to the right', () => {
  const table = textTable(
    ['run', 'time', 'score'],
    [
      ['20261123T021500-4f09ac', '1 min 31 s', '0.5'],
      ['x', '4.0 s', '–'],
    ],
  );
  expect(table.split('\n')).toEqual([
    'run                           time  score',
    '──────────────────────  ──────────  ─────',
    '20261123T021500-4f09ac  1 min 31 s    0.5',
    'x                            4.0 s      –',
  ]);
});

test('a table of no rows is its header', () => {
  expect(textTable(['a', 'b'], [])).toBe('a  b\n─  ─');
});

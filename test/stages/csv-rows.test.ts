import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvFault, type CsvRow, CsvRows } from '../../src/stages/source/csv-rows.js';

/** Reads text that comes in pieces of some length. */
function readAll(text: string, delimiter = ',', pieceLength = text.length + 1): readonly CsvRow[] {
  const rows = new CsvRows(delimiter);
  const found: CsvRow[] = [];
  for (let at = 0; at < text.length; at += pieceLength) found.push(...rows.read(text.slice(at, at + pieceLength), false));
  return [...found, ...rows.read('', true)];
}

const cellsOf = (text: string, delimiter?: string): readonly (readonly string[])[] => readAll(text, delimiter).map(({ cells }) => cells);

describe('rows of a CSV file', () => {
  it.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,\n,b\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['"a,""x""","b\n c"\n', [['a,"x"', 'b\n c']]],
    ['a "b" c, "d"\n', [['a "b" c', ' "d"']]],
    ['"",a\n', [['', 'a']]],
    ['a\n\n  \n,,\nb\n', [['a'], ['b']]],
    ['', []],
  ])('of %j are %j', (text, rows) => {
    expect(cellsOf(text)).toEqual(rows);
  });

  it('begin on the line that is told, whatever line ends a cell holds', () => {
    expect(readAll('h\n"a\r\nb\rc\nd"\n\nx\r\ny\rz').map(({ line }) => line)).toEqual([1, 2, 7, 8, 9]);
  });

  it.each([
    ['a\n"b\nc', 2, 'never ends'],
    ['a\nb\n"c"d\n', 3, 'after the closing quote'],
    [`a\n"${'x'.repeat(600_000)}`, 2, 'a row of more than'],
  ])('end with the line of what is wrong in %j', (text, line, got) => {
    try {
      readAll(text, ',', 100_000);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CsvFault);
      expect(error).toMatchObject({ line, got: expect.stringContaining(got) });
    }
  });

  it('are those that another reader finds, wherever the text is cut', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', '\t', ' ', 'é', '𝔘'), maxLength: 6 });
    const quoted = (text: string): string => (/^"|[,\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n', '\r'), fc.integer({ min: 1, max: 9 }), (rows, lineEnd, pieceLength) => {
        const filled = rows.map((cells) => ['x', ...cells]);
        const text = filled.map((cells) => cells.map(quoted).join(',')).join(lineEnd);
        const found = readAll(text, ',', pieceLength).map(({ cells }) => cells);
        expect(found).toEqual(filled);
        expect(found).toEqual(parse(text, { relax_column_count: true, relax_quotes: true, record_delimiter: ['\r\n', '\n', '\r'] }));
      }),
      { numRuns: 300 },
    );
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { readCodebook } from '../../src/stages/source/read-codebook.js';
import { readCsv } from '../../src/stages/source/read-csv.js';

const folder = mkdtempSync(join(tmpdir(), 'millrace-csv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'codes.csv');
const read = (content: string | Uint8Array, wanted: readonly string[] = ['code', 'title', 'parent']) => {
  writeFileSync(file, content);
  return readCsv(file, 'codes.csv', wanted).rows.map(({ line, cells }) => [line, ...wanted.map((name) => cells[name])]);
};
const codesOf = (content: string | Uint8Array) => {
  writeFileSync(file, content);
  return readCodebook('codes.csv', file).codes;
};

const PLAIN = [
  [2, '0111', 'Bread', ''],
  [3, '0112', 'Milk', '0111'],
];

describe('a table as spreadsheets write it', () => {
  test.each([
    ['with commas', 'code,title,parent\n0111,Bread,\n0112,Milk,0111\n'],
    ['with semicolons, a mark and Windows line ends', '\ufeffcode;title;parent\r\n0111;Bread;\r\n0112;Milk;0111\r\n'],
    ['with tabs', 'code\ttitle\tparent\n0111\tBread\t\n0112\tMilk\t0111'],
    ['with bars and old line ends', 'code|title|parent\r0111|Bread|\r0112|Milk|0111\r'],
    ['with a header in capitals', 'Code,TITLE,Parent\n0111,Bread,\n0112,Milk,0111\n'],
    ['with blanks around the cells', ' code , title,parent \n0111 ,Bread\u00a0,\n 0112,Milk,0111 \n'],
    ['with lines of nothing at the end', 'code,title,parent\n0111,Bread,\n0112,Milk,0111\n\n,,\n  ,,\n'],
    ['with quotes where none are needed', '"code","title","parent"\n"0111","Bread",""\n"0112","Milk","0111"\n'],
    ['in UTF-16, little end first', Buffer.from('\ufeffcode,title,parent\n0111,Bread,\n0112,Milk,0111\n', 'utf16le')],
    ['in UTF-16, big end first', Buffer.from('\ufeffcode,title,parent\n0111,Bread,\n0112,Milk,0111\n', 'utf16le').swap16()],
  ])('is read %s', (_, content) => {
    expect(read(content)).toEqual(PLAIN);
  });

  test('keeps what is a cell: #, separators and line ends in quotes, quotes in a cell, other columns, any order', () => {
    const content = 'note,parent,title,code\nx,,"Tea, ""green""\nor black",#1\n#y,#1,Bread "fresh",2\n';
    expect(read(content)).toEqual([
      [3, '#1', 'Tea, "green"\nor black', ''],
      [4, '2', 'Bread "fresh"', '#1'],
    ]);
  });

  test('passes over blank lines in the middle, and counts them', () => {
    expect(read('code,title,parent\n1,a,\n\n2,b,\n').map(([line]) => line)).toEqual([2, 4]);
  });

  test('gives back every cell that was written by the rules', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => text.trim());
    const row = fc.tuple(cell, cell, cell).filter((cells) => cells.some((each) => each !== ''));
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.constantFrom(',', ';', '\t', '|'), (rows, delimiter) => {
        const lines = [['code', 'title', 'parent'], ...rows].map((cells) => cells.map(quote).join(delimiter));
        expect(read(lines.join('\n')).map(([, ...cells]) => cells)).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a table that is not', () => {
  test.each([
    ['a row that is too long', 'code,title,parent\n1,a,\n2,Bread "fresh", cakes,\n', 'data.codebook', 'codes.csv, line 3', 'a row is too long'],
    ['a row that is too short', 'code,title,parent\n1,a,\n9999\n', 'data.codebook', 'codes.csv, line 3', 'a row is too short'],
    [
      'a line above the header',
      '# generated\ncode,title,parent\n1,a,\n',
      'data.codebook',
      'codes.csv, line 1',
      'there is no column code, title, parent',
    ],
    ['no column parent', 'code;title\n1;a\n', 'data.codebook', 'codes.csv, line 1', 'there is no column parent'],
    ['nothing', '', 'data.codebook', 'codes.csv, line 1', 'there is no column code, title, parent'],
    ['a quote that never ends', 'code,title,parent\n1,"a,\n2,b,\n', 'data.unreadable', 'codes.csv, line', 'a CSV file cannot be read'],
    ['bytes that are no UTF-8', Buffer.from('code,title,parent\n1,caf\xe9,\n', 'latin1'), 'data.unreadable', 'codes.csv', 'a CSV file is no text'],
  ])('with %s is refused with its line', (_, content, code, where, what) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ code, what, where: expect.stringContaining(where) }) }),
    );
  });
});

test('codes of a codebook are clean: trimmed, without marks, composed', () => {
  expect(codesOf('code,title,parent\n\ufeff01\u00a0,a,\n"02\n",b,01 \ne\u0301,c,\n')).toEqual(['01', '02', '\u00e9']);
});

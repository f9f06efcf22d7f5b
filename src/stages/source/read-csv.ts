import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { type Failure, fail, shorten } from '../../core/failure.js';
import { DELIMITERS, encodingOf } from './csv-text.js';

/** A small table as spreadsheets write it: every cell as text, without white space around it. */
export interface CsvTable {
  /** Column names as they stand, in order. */
  readonly header: readonly string[];
  /** By the names that were asked for; `line` counts from 1, the header included. */
  readonly rows: readonly { readonly line: number; readonly cells: Readonly<Record<string, string>> }[];
}

const DIALECT = { info: true as const, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'] };

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a table by fixed rules, none of which looks at the rows: UTF-16 by its mark, else UTF-8; the delimiter is the one of
 * `, ; tab |` with which the first line has the columns wanted, whatever their case; a cell may be quoted by `"`, a quote within is
 * doubled; nothing is a comment; lines without a filled cell are passed over. `data.codebook` with the line of a row that has other
 * cells than the header, `data.unreadable` for bytes that are no text. `optional` columns are '' where the table has none.
 */
export function readCsv(file: string, path: string, wanted: readonly string[], optional: readonly string[] = []): CsvTable {
  const text = decode(readFileSync(file), path);
  const missing = (delimiter: string): readonly string[] => lacking(readHeader(text, delimiter), wanted);
  const delimiter = DELIMITERS.reduce((best, each) => (missing(each).length < missing(best).length ? each : best));
  if (missing(delimiter).length > 0) throw missingColumns(missing(delimiter), text, path, wanted);
  const [first, ...lines] = parseLines(text, delimiter, path);
  const header = (first?.record ?? []).map(clean);
  const columns = [...wanted, ...optional].map((name) => [name, header.findIndex((each) => each.toLowerCase() === name)] as const);
  const rows = lines.map(({ record, info }) => {
    if (record.length !== header.length) throw wrongCount(record, header.length, info.lines, path);
    return { line: info.lines, cells: Object.fromEntries(columns.map(([name, index]) => [name, clean(record[index] ?? '')])) };
  });
  return { header, rows };
}

/** Text of UTF-16 with its mark, or of UTF-8 with or without. */
function decode(bytes: Uint8Array, path: string): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw fail(
      'data.unreadable',
      { what: 'a CSV file is no text', where: path, got: `bytes that are no ${encoding.toUpperCase()}`, wanted: 'UTF-8, or UTF-16 with its mark' },
      error,
    );
  }
}

/** Records with a filled cell, each with the line it ends on. */
function parseLines(text: string, delimiter: string, path: string): readonly CsvRecord[] {
  try {
    const records = parse(text, { ...DIALECT, delimiter }) as unknown as readonly CsvRecord[];
    return records.filter(({ record }) => record.some((cell) => clean(cell) !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw fail(
      'data.unreadable',
      {
        what: 'a CSV file cannot be read',
        where: `${path}, line ${String(error.lines)}`,
        got: error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quoted cell that never ends' : shorten(error.message, 100),
        wanted: 'cells in double quotes, quotes within them doubled',
      },
      error,
    );
  }
}

function readHeader(text: string, delimiter: string): readonly string[] {
  try {
    const [first] = parse(text, { ...DIALECT, delimiter, to: 1 }) as unknown as readonly CsvRecord[];
    return first?.record.map(clean) ?? [];
  } catch {
    return [];
  }
}

function clean(cell: string): string {
  return cell.trim();
}

function lacking(header: readonly string[], wanted: readonly string[]): readonly string[] {
  const names = header.map((name) => name.toLowerCase());
  return wanted.filter((name) => !names.includes(name));
}

function missingColumns(missing: readonly string[], text: string, path: string, wanted: readonly string[]): Failure {
  const first = text.split(/\r\n|\n|\r/, 1)[0] ?? '';
  return fail('data.codebook', {
    what: `there is no column ${missing.join(', ')}`,
    where: `${path}, line 1`,
    got: first === '' ? 'an empty line' : shorten(first, 100),
    wanted: `a first line with the columns ${wanted.join(', ')}, separated by a comma, semicolon, tab or |`,
    ...(first.startsWith('#') ? { hint: '# begins no comment: take lines above the header away' } : {}),
  });
}

function wrongCount(record: readonly string[], columnCount: number, line: number, path: string): Failure {
  return fail('data.codebook', {
    what: record.length < columnCount ? 'a row is too short' : 'a row is too long',
    where: `${path}, line ${line}`,
    got: `${record.length} cells: ${shorten(record.join(' | '), 100)}`,
    wanted: `${columnCount} cells, as in the header`,
    hint: 'put a cell that holds the separator in double quotes',
  });
}

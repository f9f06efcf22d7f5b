import { open, rm } from 'node:fs/promises';
import type { Json } from '../../core/canonical-json.js';
import { type Digest, digestJson } from '../../core/digest.js';
import { type Failure, fail } from '../../core/failure.js';
import type { ColumnDescription, TableFiles } from '../../engine/table-files.js';
import { CsvFault, type CsvRow, CsvRows } from './csv-rows.js';
import { DELIMITERS, readTextPieces, type TextPiece } from './csv-text.js';

/** Raised when other cells are made of the same bytes. */
const VERSION = 1;

/** A column that is read of a CSV file. */
export interface CsvColumn {
  readonly name: string;
  readonly as: 'text' | 'number';
}

/** What the header of a CSV file says. */
export interface CsvHead {
  readonly delimiter: string;
  /** Composed (NFC), without blanks around them. */
  readonly names: readonly string[];
}

/** Whether a file is read as CSV: by its name alone. */
export function isCsv(path: string): boolean {
  return /\.(csv|tsv)(\.gz)?$/i.test(path);
}

/**
 * Reads the header. The separator is the one of `, ; tab |` with which it has most of the columns wanted, of equal ones that with most
 * columns. `data.unreadable` for a file that is no text or has no header.
 */
export function readCsvHead(file: string, path: string, wanted: readonly string[]): Promise<CsvHead> {
  return findCsvHead(readTextPieces(file, path), path, wanted);
}

/** `readCsvHead` of a text that comes in pieces: takes as many of them as it needs. */
export async function findCsvHead(pieces: AsyncIterable<TextPiece>, path: string, wanted: readonly string[]): Promise<CsvHead> {
  const headers = DELIMITERS.map((delimiter) => ({ delimiter, rows: new CsvRows(delimiter), names: undefined as readonly string[] | undefined }));
  for await (const piece of pieces) {
    for (const header of headers) header.names ??= firstNames(header.rows, piece);
    if (headers.every(({ names }) => names !== undefined)) break;
  }
  const found = headers.flatMap(({ delimiter, names }) => (names === undefined ? [] : [{ delimiter, names }]));
  const score = ({ names }: CsvHead): number => wanted.filter((name) => names.includes(name.normalize('NFC'))).length * 1e6 + names.length;
  if (found[0] === undefined) throw unreadable(path, 'no row at all', 'a header with the names of the columns');
  if (found[0].names.some((name) => name.includes('\0')))
    throw unreadable(path, 'bytes that are no text', 'text in UTF-8, or in UTF-16 with its mark');
  return found.reduce((best, each) => (score(each) > score(best) ? each : best));
}

function firstNames(rows: CsvRows, { text, isLast }: TextPiece): readonly string[] | undefined {
  try {
    for (const { cells } of rows.read(text, isLast)) return cells.map((cell) => cell.trim().normalize('NFC'));
  } catch (error) {
    // With this separator it is no header; the rows tell what is wrong with the right one.
    if (!(error instanceof CsvFault)) throw error;
    return [];
  }
  return undefined;
}

/** The columns of a CSV file as those of a Parquet file are described: text, but for those that are read as numbers. */
export function describeCsv({ names }: CsvHead, numbers: readonly string[] = []): readonly ColumnDescription[] {
  const composed = numbers.map((name) => name.normalize('NFC'));
  return names.map((name) =>
    composed.includes(name) ? { name, kind: 'number', type: 'numbers of a CSV file' } : { name, kind: 'text', type: 'text of a CSV file' },
  );
}

/** Everything that decides what `convertCsv` makes. */
export function csvFingerprint(digest: Digest, { delimiter }: CsvHead, columns: readonly CsvColumn[]): Json {
  return { version: VERSION, file: digest, delimiter, columns: columns.map(({ name, as }) => [name, as]) };
}

/** One digest of a fingerprint, for those that are made of the table. */
export function csvKey(fingerprint: Json): Digest {
  return digestJson(fingerprint);
}

/** Where a CSV file lies, and what is read of it. */
export interface CsvSource {
  readonly file: string;
  /** Named in messages. */
  readonly path: string;
  readonly head: CsvHead;
  /** Names that the header has, each once. */
  readonly columns: readonly CsvColumn[];
  readonly signal: AbortSignal;
}

/**
 * Writes some columns of a CSV file as a Parquet file, by way of a file of plain rows in `scratchFile`; returns the row count. An empty
 * cell is null. Failures: `data.unreadable` with the line of a row that has other cells than the header, or whose quotes do not fit,
 * `data.wrong-type` with that of a number which is none, `resources.*`. Memory does not grow with the file.
 */
export async function convertCsv(tables: TableFiles, source: CsvSource, scratchFile: string, file: string): Promise<number> {
  refuseCaseVariants(source.columns, source.path);
  try {
    const rowCount = await writePlainRows(source, scratchFile);
    const types = source.columns.map(({ name, as }) => ({ name, type: as === 'text' ? 'text' : 'float64' }) as const);
    await tables.convertText([scratchFile], types, file, 'quoted');
    const { rowCount: written } = await tables.describe(file);
    if (written !== rowCount) throw new Error(`${source.path}: ${written} of ${rowCount} rows were written`);
    return rowCount;
  } finally {
    await rm(scratchFile, { force: true });
  }
}

async function writePlainRows(source: CsvSource, scratchFile: string): Promise<number> {
  const output = await open(scratchFile, 'w', 0o600);
  try {
    let rowCount = 0;
    for await (const batch of plainRows(source)) {
      source.signal.throwIfAborted();
      rowCount += batch.length;
      await output.appendFile(batch.join(''));
    }
    return rowCount;
  } finally {
    await output.close();
  }
}

/** The columns wanted of some rows at a time, as `convertText` reads them. */
async function* plainRows(source: CsvSource): AsyncGenerator<readonly string[]> {
  for await (const rows of readCsvRows(readTextPieces(source.file, source.path), source)) yield rows.map((row) => plainRow(row, source));
}

/** The cells of columns of a CSV file, as they stand there. */
export interface CsvCells {
  readonly cells: readonly string[];
  /** The line that the row begins on. */
  readonly line: number;
}

/**
 * The rows below the header, as many at a time as each piece completes: the cells of the columns wanted, in their order. `data.unreadable`
 * with the line of a row that has other cells than the header, or whose quotes do not fit.
 */
export async function* readCsvRows(
  pieces: AsyncIterable<TextPiece>,
  { path, head, columns }: Pick<CsvSource, 'path' | 'head' | 'columns'>,
): AsyncGenerator<readonly CsvCells[]> {
  const rows = new CsvRows(head.delimiter);
  const indexes = columns.map(({ name }) => head.names.indexOf(name.normalize('NFC')));
  let isHeader = true;
  for await (const { text, isLast } of pieces) {
    const batch: CsvCells[] = [];
    try {
      for (const row of rows.read(text, isLast)) {
        if (!isHeader) batch.push(chosenCells(row, indexes, head.names.length, path));
        isHeader = false;
      }
    } catch (error) {
      throw error instanceof CsvFault ? faultFailure(error, path) : error;
    }
    yield batch;
  }
}

function chosenCells(row: CsvRow, indexes: readonly number[], wanted: number, path: string): CsvCells {
  if (row.cells.length !== wanted) throw wrongCount(row, wanted, path);
  return { cells: indexes.map((index) => row.cells[index] as string), line: row.line };
}

function plainRow({ cells, line }: CsvCells, { columns, path }: CsvSource): string {
  let text = '';
  for (let i = 0; i < columns.length; i++) {
    const { as, name } = columns[i] as CsvColumn;
    const cell = cells[i] as string;
    text += as === 'text' ? quote(cell) : (csvNumber(cell, name, line, path) ?? '');
    text += i === columns.length - 1 ? '\n' : '\t';
  }
  return text;
}

function quote(cell: string): string {
  return cell === '' ? '' : `"${cell.replaceAll('"', '""')}"`;
}

/** The number of a cell; null for an empty one. `data.wrong-type` with the line of any other. */
export function csvNumber(cell: string, name: string, line: number, path: string): number | null {
  const text = cell.trim();
  if (text === '') return null;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const hasComma = /^[+-]?\d*,\d+$/.test(text);
  throw fail('data.wrong-type', {
    what: `column ${name} holds a cell that is no number`,
    where: `${path}, line ${line}`,
    got: hasComma ? 'a number with a decimal comma' : 'another text',
    wanted: 'a number such as 12 or -0.5, or an empty cell',
    ...(hasComma ? { hint: 'write numbers with a decimal point' } : {}),
  });
}

/** Names that differ by case alone would be one to the engine that reads the rows back. */
export function refuseCaseVariants(columns: readonly { readonly name: string }[], path: string): void {
  const seen = new Map<string, string>();
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      throw fail('data.schema-differs', {
        what: 'two columns differ by case alone',
        where: path,
        got: `${other} and ${name}`,
        wanted: 'names that also differ in other ways',
        hint: 'rename one of them, or write the file as Parquet',
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}

function wrongCount({ cells, line }: CsvRow, wanted: number, path: string): Failure {
  return fail('data.unreadable', {
    what: cells.length < wanted ? 'a row is too short' : 'a row is too long',
    where: `${path}, line ${line}`,
    got: `${cells.length} cells`,
    wanted: `${wanted} cells, as in the header`,
    hint: 'put a cell that holds the separator in double quotes',
  });
}

function faultFailure({ line, got }: CsvFault, path: string): Failure {
  const wanted = 'cells in double quotes, quotes within them doubled';
  return fail('data.unreadable', { what: 'a CSV file cannot be read', where: `${path}, line ${line}`, got, wanted });
}

function unreadable(path: string, got: string, wanted: string): Failure {
  return fail('data.unreadable', { what: 'a CSV file cannot be read', where: path, got, wanted });
}

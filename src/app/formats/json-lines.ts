import { randomUUID } from 'node:crypto';
import type { ColumnKind } from '../../artifacts/column-kind.js';
import { fail } from '../../core/failure.js';
import { sniffFile } from '../../core/files/sniff-file.js';
import type { Cell, ColumnDescription, ColumnType } from '../../engine/table-files.js';
import type { TextPiece } from '../../stages/source/csv-text.js';
import { keptValue, numberOfValue, type RowSource, type SourceChunk, textOfValue, type WantedColumn } from './row-source.js';

/** What messages call the format. */
export const JSON_LINES = 'a JSON Lines file';

/** A row, and the line that it stands on, from 1. */
interface JsonRow {
  readonly line: number;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Where text comes from. */
interface JsonOrigin {
  readonly path: string;
  readonly file?: string;
}

/** In UTF-16 units: what has no line end must not hold the rest of a file in memory. */
const LONGEST_LINE = 1 << 22;

/** Whole numbers within ±2^53 have at most 16 digits. */
const LONG_NUMBER = /\d{16}/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
/** Before the digits of a whole number while JSON is read: nobody's texts begin so. */
const EXACT = `${randomUUID()}:`;

/** The rows of JSON Lines, as many at a time as each piece of text completes; empty lines are passed over. `data.unreadable` names the line. */
export async function* readJsonLines(pieces: AsyncIterable<TextPiece>, origin: JsonOrigin): AsyncGenerator<readonly JsonRow[]> {
  let [rest, line] = ['', 0];
  for await (const { text, isLast } of pieces) {
    const lines = (rest + text).split('\n');
    rest = isLast ? '' : (lines.pop() as string);
    const rows: JsonRow[] = [];
    try {
      for (const each of lines) {
        line++;
        if (each.trim() !== '') rows.push({ line, row: parseRow(each, line, origin) });
      }
    } finally {
      // Those before a line that cannot be read too.
      if (rows.length > 0) yield rows;
    }
    if (rest.length > LONGEST_LINE) throw unreadable(origin, line + 1, `a line of more than ${LONGEST_LINE} characters`);
  }
}

function parseRow(text: string, line: number, origin: JsonOrigin): JsonRow['row'] {
  if (text.length > LONGEST_LINE) throw unreadable(origin, line, `a line of more than ${LONGEST_LINE} characters`);
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch {
    throw unreadable(origin, line, noJson(text, line, origin.file));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonRow['row'];
  throw unreadable(origin, line, Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`);
}

/** What a line that cannot be parsed seems to be. */
function noJson(text: string, line: number, file: string | undefined): string {
  const [first] = text.trimStart();
  if (first === '[') return 'the beginning of a list';
  if (first === '{') return 'an object that is cut short, or holds what JSON does not know';
  return (line === 1 && file !== undefined ? sniffFile(file)?.is : undefined) ?? 'no JSON';
}

/** `JSON.parse`, but whole numbers beyond ±2^53 come as big ones, not as their neighbours. */
function parseExactly(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  const marked = text.replace(STRING_OR_NUMBER, (token) =>
    token[0] !== '"' && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? JSON.stringify(EXACT + token) : token,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(EXACT) ? BigInt(value.slice(EXACT.length)) : value,
  );
}

/** What a column of JSON holds: its description, and its type when it is kept. */
interface JsonColumn extends ColumnDescription {
  readonly keptType: ColumnType;
}

/** What the values of a column can be told to be. */
type ValueKind = Extract<ColumnKind, 'nothing' | 'whole number' | 'number' | 'boolean' | 'text' | 'list' | 'structure' | 'other'>;

const KEPT_TYPES: Readonly<Partial<Record<ValueKind, ColumnType>>> = { 'whole number': 'int64', number: 'float64', boolean: 'boolean' };

/** Reads all rows to tell the columns, in the order in which they first appear. */
export async function describeJsonLines(pieces: AsyncIterable<TextPiece>, origin: JsonOrigin): Promise<readonly JsonColumn[]> {
  const kinds = new Map<string, ValueKind>();
  for await (const rows of readJsonLines(pieces, origin)) {
    for (const { row } of rows) {
      for (const key in row) {
        const name = key.normalize('NFC');
        kinds.set(name, commonKind(kinds.get(name) ?? 'nothing', kindOf(row[key])));
      }
    }
  }
  return [...kinds].map(([name, kind]) => ({
    name,
    kind,
    type: kind === 'other' ? 'values of several kinds' : `${kind} of JSON`,
    keptType: KEPT_TYPES[kind] ?? 'text',
  }));
}

function kindOf(value: unknown): ValueKind {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? 'whole number' : 'number';
  // Beyond 64 bits no column of whole numbers holds it.
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? 'whole number' : 'text';
  return typeof value === 'object' ? 'structure' : (typeof value as 'string' | 'boolean') === 'string' ? 'text' : 'boolean';
}

function commonKind(a: ValueKind, b: ValueKind): ValueKind {
  if (a === b || b === 'nothing') return a;
  if (a === 'nothing') return b;
  const both = [a, b];
  if (both.every((kind) => kind === 'whole number' || kind === 'number')) return 'number';
  return both.some((kind) => kind === 'list' || kind === 'structure' || kind === 'other') ? 'other' : 'text';
}

/** Rows of JSON Lines whose columns are known. */
export function jsonRows(pieces: AsyncIterable<TextPiece>, origin: JsonOrigin, columns: readonly JsonColumn[]): RowSource {
  return sourceOf(readJsonLines(pieces, origin), origin, columns, (name) => columns.find((column) => column.name === name)?.keptType ?? 'text');
}

/** Rows of JSON Lines that come as they come: the first one says which columns there are. Undefined where none comes. */
export async function openJsonStream(
  pieces: AsyncIterable<TextPiece>,
  origin: JsonOrigin,
  numbers: readonly string[],
): Promise<RowSource | undefined> {
  const batches = readJsonLines(pieces, origin);
  const first = await batches.next();
  if (first.done === true) return undefined;
  const names = Object.keys(first.value[0]?.row ?? {}).map((name) => name.normalize('NFC'));
  // Each cell is checked when it comes.
  const columns = names.map((name) => ({ name, kind: numbers.includes(name) ? ('number' as const) : ('text' as const), type: 'values of JSON' }));
  async function* all(): AsyncGenerator<readonly JsonRow[]> {
    yield first.value as readonly JsonRow[];
    yield* batches;
  }
  return sourceOf(all(), origin, columns, () => 'text');
}

function sourceOf(
  batches: AsyncIterable<readonly JsonRow[]>,
  { path }: JsonOrigin,
  columns: readonly ColumnDescription[],
  keptType: RowSource['keptType'],
): RowSource {
  async function* read(wanted: readonly WantedColumn[]): AsyncGenerator<SourceChunk> {
    for await (const rows of batches) yield { rowCount: rows.length, columns: wanted.map((column) => rows.map((row) => cellOf(row, column, path))) };
  }
  return { columns, keptType, read };
}

function cellOf({ row, line }: JsonRow, { name, as }: WantedColumn, path: string): Cell {
  const value = valueIn(row, name);
  if (as === 'kept') return keptValue(value);
  const place = { column: name, where: `${path}, line ${line}` };
  return as === 'text' ? textOfValue(value, place) : numberOfValue(value, place);
}

/** The value of a name in any Unicode form. */
function valueIn(row: JsonRow['row'], name: string): unknown {
  if (Object.hasOwn(row, name)) return row[name];
  const composed = name.normalize('NFC');
  const key = Object.keys(row).find((each) => each.normalize('NFC') === composed);
  return key === undefined ? null : row[key];
}

function unreadable({ path }: JsonOrigin, line: number, got: string): Error {
  const isList = got.includes('list');
  return fail('data.unreadable', {
    what: `${JSON_LINES} cannot be read`,
    where: `${path}, line ${line}`,
    got,
    wanted: 'one object a line, such as {"id":"1","text":"bakery"}',
    ...(isList ? { hint: "write each object of the list on a line of its own: jq -c '.[]'" } : {}),
  });
}

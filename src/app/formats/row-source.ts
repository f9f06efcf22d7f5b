import { type Failure, fail } from '../../core/failure.js';
import type { Cell, ColumnDescription, ColumnType } from '../../engine/table-files.js';

/** A column that is wanted of rows: as text, as a number, or, when it is only kept, as it came. */
export interface WantedColumn {
  readonly name: string;
  readonly as: 'text' | 'number' | 'kept';
}

/** Some rows in order: one array of cells a column wanted. */
export interface SourceChunk {
  readonly rowCount: number;
  readonly columns: readonly (readonly Cell[])[];
}

/** Rows that come in order, once, from a file or a stream that is no Parquet. */
export interface RowSource {
  /** In composed Unicode form (NFC); of JSON Lines in a stream those of the first row. */
  readonly columns: readonly ColumnDescription[];
  /** The type of a column that is kept. */
  keptType(name: string): ColumnType;
  /** The rows, as many at a time as are there: nothing is waited for that is not needed. A column that a row lacks is null. */
  read(wanted: readonly WantedColumn[]): AsyncIterable<SourceChunk>;
}

/** Where a cell stands, for messages. */
export interface CellPlace {
  readonly column: string;
  readonly where: string;
}

/** A value as text; numbers by their decimal text. `data.wrong-type` for one that holds several. */
export function textOfValue(value: unknown, place: CellPlace): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  throw wrongValue(value, 'a text, a number or null', place);
}

/** A value as a number. `data.wrong-type` for one that is none. */
export function numberOfValue(value: unknown, place: CellPlace): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw wrongValue(value, 'a number or null', place);
}

/** A value that is kept: one that holds several as its JSON. */
export function keptValue(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? jsonText(value) : (value as Cell);
}

/** JSON, with whole numbers of any size as they are. */
export function jsonText(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${jsonText(each)}`);
  return `{${members.join(',')}}`;
}

/** Never quotes the value: it may be what nobody is to read. */
function wrongValue(value: unknown, wanted: string, { column, where }: CellPlace): Failure {
  const got = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a structure' : `a ${typeof value}`;
  return fail('data.wrong-type', { what: `column ${column} holds a value that does not fit`, where, got, wanted });
}

/** A kept cell where a column holds texts only. */
export function textOfKept(cell: Cell): string | null {
  if (cell === null || typeof cell === 'string') return cell;
  return typeof cell === 'object' ? jsonText(cell) : String(cell);
}

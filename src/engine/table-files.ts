import type { ColumnKind } from '../artifacts/column-kind.js';

/** The column types that millrace writes, by their width: every Parquet reader opens them. An engine knows its own names for them. */
export type ColumnType = 'text' | 'int32' | 'int64' | 'float64' | 'boolean' | 'text[]' | 'float64[]';

/** One value of a table; a big integer is a whole number beyond ±2^53. */
export type Cell = string | number | bigint | boolean | null | readonly string[] | readonly number[];

/** A named column of a table to be written. Cells of `int64` are whole numbers: beyond ±2^53 big ones. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: ArrayLike<Cell>;
}

/** A column of a table that is written batch by batch. */
export interface BatchColumn extends Pick<Column, 'name' | 'type'> {
  /** The one text that all rows have: batches leave the column out. */
  readonly same?: string;
}

/** Some rows of a table: cells by column, in the order of the columns. */
export interface CellBatch {
  readonly rowCount: number;
  readonly cells: readonly ArrayLike<Cell>[];
}

/** A column of a file as the engine sees it. */
export interface ColumnDescription {
  /** As the file spells it, in composed Unicode form (NFC); a field of a structure is `column.field`. Two columns may have one name. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** The engine's own name of the exact type: shown to people, and equal for two columns stored alike. Code outside an engine spells none. */
  readonly type: string;
}

/** What the footer of a file says. */
export interface FileDescription {
  readonly columns: readonly ColumnDescription[];
  readonly rowCount: number;
}

/** The column of a name in any Unicode form: a column of the file comes before a field of a structure. */
export function findColumn<Column extends ColumnDescription>(columns: readonly Column[], name: string): Column | undefined {
  const composed = name.normalize('NFC');
  return columns.find((column) => column.name === composed);
}

/** Some rows of a file in file order: one array of cells a column. */
export interface RowChunk {
  readonly rowCount: number;
  readonly columns: readonly (readonly (string | number | null)[])[];
}

/** Some rows of one of several files: its place in their list. */
export interface FileChunk extends RowChunk {
  readonly fileIndex: number;
}

/** How a column is read: text as it is (numbers by their decimal text), or as a double. */
export interface ColumnRequest {
  readonly name: string;
  readonly as: 'text' | 'number';
}

/** One file of a concatenation, and what its rows get in the added first column: at least one stretch, the first from 0 on. */
export interface TablePart {
  readonly file: string;
  readonly stretches: readonly TableStretch[];
}

/** Rows whose position is `first` or more, up to the next stretch: they get the label, and a position that counts from `first`. */
export interface TableStretch {
  readonly label: string;
  readonly first: number;
}

/** A column of a text file that `convertText` reads. */
export interface TextColumn {
  readonly name: string;
  readonly type: Exclude<ColumnType, 'text[]' | 'float64[]'>;
}

/** How much of the machine an engine for tables may use; changes no result. */
export interface TableResources {
  readonly threads: number;
  readonly memoryBytes: number;
  /** Where an engine may put what does not fit into memory; made when missing. */
  readonly temporaryFolder: string;
}

/** Tables as Parquet files, one at a time; no SQL crosses it. */
export interface TableFiles {
  /** Columns and row count of a Parquet file; `data.unreadable` when it is none or is cut short. */
  describe(file: string): Promise<FileDescription>;
  /** `describe` of each file, at a cost a file that is a fraction of its own; the failure is that of the first file that cannot be described. */
  describeAll(files: readonly string[]): Promise<readonly FileDescription[]>;
  /** Rows first … first+count-1 of a Parquet file, in file order; `data.unreadable` when a page is damaged. */
  scan(file: string, columns: readonly ColumnRequest[], first: number, count: number): AsyncIterable<RowChunk>;
  /** All rows of each Parquet file, files in order, rows in file order, as `scan` gives them: for many small files, of which some hundreds are in memory at a time. */
  scanAll(files: readonly string[], columns: readonly ColumnRequest[]): AsyncIterable<FileChunk>;
  /** Writes one Parquet file (v1 pages, Snappy) under a temporary name, then renames it into place. */
  writeTable(file: string, columns: readonly Column[]): Promise<void>;
  /**
   * `writeTable` of rows that come batch by batch, in order. Memory: that of a batch, and what the engine takes within its limit. The
   * file is the same however the rows are cut into batches; what `batches` throws is thrown, and no file is left.
   */
  writeBatches(file: string, columns: readonly BatchColumn[], batches: AsyncIterable<CellBatch>): Promise<void>;
  /** Writes the rows of files of one schema as one file, parts in order, rows in file order; columns as named, `label` is added as the first. */
  concatenate(parts: readonly TablePart[], columns: { readonly label: string; readonly position: string }, file: string): Promise<void>;
  /**
   * Writes lines of tab-separated cells (UTF-8, no header, an empty cell is null) as one Parquet file: files in order, lines in file
   * order. `plain` cells are as they stand; `quoted` ones may be in double quotes, quotes within doubled, and then hold tabs and line ends.
   */
  convertText(textFiles: readonly string[], columns: readonly TextColumn[], file: string, cells?: 'plain' | 'quoted'): Promise<void>;
}

import type { Digest } from '../core/digest.js';

/** The column types that millrace writes: every Parquet reader opens them. */
export type ColumnType = 'VARCHAR' | 'INTEGER' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR[]' | 'DOUBLE[]';

/** One value of a table. */
export type Cell = string | number | boolean | null | readonly string[] | readonly number[];

/** A named column of a table to be written. BIGINT cells are whole numbers within ±2^53. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: ArrayLike<Cell>;
}

/** What kind of values a column holds, whatever its width. `number` is one that may have a fraction; `time` is a date or a time of day too. */
export type ColumnKind = 'text' | 'whole number' | 'number' | 'boolean' | 'time' | 'list' | 'structure' | 'bytes' | 'other';

/** A column of a file as the engine sees it. */
export interface ColumnDescription {
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

/** Some rows of a file in file order: one array of cells a column. */
export interface RowChunk {
  readonly rowCount: number;
  readonly columns: readonly (readonly (string | number | null)[])[];
}

/** How a column is read: text as it is (numbers by their decimal text), or as a double. */
export interface ColumnRequest {
  readonly name: string;
  readonly as: 'text' | 'number';
}

/** One file of a concatenation, and what its rows get in the added first column. */
export interface TablePart {
  readonly file: string;
  readonly label: string;
}

/** The groups of a code. */
export interface Stratum {
  readonly code: string;
  readonly groupCount: number;
  /** How many of them keep an earlier role, in the order of `ROLES`. */
  readonly kept: readonly [number, number, number, number];
}

/** Some groups and the rows in them. */
export interface GroupCount {
  readonly groupCount: number;
  readonly rowCount: number;
}

/** The groups of a stratum that each role gets, beside those that keep theirs, in the order of `ROLES`. */
export interface StratumQuota {
  readonly code: string;
  readonly counts: readonly [number, number, number, number];
}

/** What a split file holds. */
export interface SplitFacts {
  readonly splitDigest: Digest;
  readonly rowCounts: ReadonlyMap<string, number>;
}

/** A column of a text file that `convertText` reads. */
export interface TextColumn {
  readonly name: string;
  readonly type: 'VARCHAR' | 'INTEGER' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN';
}

/** Named relational operations over Parquet; no SQL crosses it. Results have a total order over bytewise keys. */
export interface TableEngine {
  /** Columns and row count of a Parquet file; `data.unreadable` when it is none or is cut short. */
  describe(file: string): Promise<FileDescription>;
  /** A CSV file with a header, every cell as text; `data.unreadable` when it is none. */
  readCsv(file: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** Rows first … first+count-1 of a Parquet file, in file order; `data.unreadable` when a page is damaged. */
  scan(file: string, columns: readonly ColumnRequest[], first: number, count: number): AsyncIterable<RowChunk>;
  /** Writes one Parquet file (v1 pages, Snappy) under a temporary name, then renames it into place. */
  writeTable(file: string, columns: readonly Column[]): Promise<void>;
  /** Writes the rows of files of one schema as one file, parts in order, rows in file order; the label becomes column `labelColumn`. */
  concatenate(parts: readonly TablePart[], labelColumn: string, file: string): Promise<void>;
  /**
   * Writes lines of tab-separated cells (UTF-8, no header, nothing quoted, an empty cell is null) as one Parquet file: files in
   * order, lines in file order.
   */
  convertText(textFiles: readonly string[], columns: readonly TextColumn[], file: string): Promise<void>;
  /** Opens the prepared rows of shards, in their order, for the operations of prepare and split. */
  openRows(rowFiles: readonly string[]): Promise<RowTables>;
  /**
   * SHA-256 over one line of canonical JSON a row of a split file, `["id","code","role","group"]`, each ended by a line feed, in
   * bytewise order of id, in UTF-8: the content of the split, whatever the bytes of the file. Rows are counted beside it.
   */
  digestSplit(splitFile: string): Promise<SplitFacts>;
  /** Rows of a split file whose role is test, that are not marked seen, and whose group also has a row in another role. Reads only the file. */
  countLeakedRows(splitFile: string): Promise<number>;
  /**
   * Id, code, role and the texts of every row of a split file, in bytewise order of id, '' for a null text. Texts come from the
   * partitions, not from prepared shards: what is counted over them owes nothing to how the split was made.
   */
  splitTexts(splitFile: string, partitions: readonly string[], id: string, texts: readonly string[]): AsyncIterable<RowChunk>;
  close(): Promise<void>;
}

/** What the split needs of each row, by row number; -1 in all three for rows left out. */
export interface RowIndexes {
  /** Index into `codes()`. */
  readonly code: Int32Array;
  /** The lowest row of the same group, left-out rows counted: equal for two rows if and only if their groups are. */
  readonly groupRow: Int32Array;
  /** The same for the canonical text. */
  readonly textRow: Int32Array;
}

/** Rows whose id occurs more than once, ascending. */
export interface RepeatedIds {
  /** The second and later rows of an id whose rows are all equal. */
  readonly repeated: Uint32Array;
  /** Every row of an id whose rows differ: no telling which one is meant. */
  readonly ambiguous: Uint32Array;
}

/** Prepared rows as a relation. Row numbers run over all shards in order. */
export interface RowTables {
  readonly rowCount: number;
  repeatedIds(): Promise<RepeatedIds>;
  /** Leaves rows out of everything that follows. */
  exclude(rows: Uint32Array): Promise<void>;
  /** Id and position inside the partition of some rows, in the order of `rows`. For few rows. */
  describeRows(rows: Uint32Array): Promise<readonly { readonly id: string; readonly position: number }[]>;
  /** Codes in bytewise order with their rows. */
  codes(): Promise<readonly { readonly code: string; readonly rowCount: number }[]>;
  indexes(): Promise<RowIndexes>;
  /** Weights by row; a null weight is 1; rows left out have 0. */
  weights(column: 'trainingWeight' | 'evaluationWeight'): Promise<Float32Array>;
  /** Rows whose id is in an earlier split file keep their role. Returns their number. */
  keepRoles(earlierSplit: string): Promise<number>;
  /** Rows whose `time` is at `from` or later become test rows, unless they keep a role: numbers as numbers, text bytewise. Returns their number. */
  takeLaterRows(from: string | number): Promise<number>;
  /** Groups a stratum; a group belongs to its most frequent code (ties: the first in bytewise order). Later rows are no part of it. */
  strata(): Promise<readonly Stratum[]>;
  /** From now on all groups are one stratum, whatever their codes; it goes under the first code. */
  mergeStrata(): void;
  /**
   * Ranks the groups of each stratum that keep no role by SHA-256 of `salt` followed by the group key, and gives out the roles of its
   * quota in the order of `ROLES`; a group that keeps roles gets the first of them. Returns the role number by row, 255 for rows left out.
   */
  assignRoles(salt: string, quotas: readonly StratumQuota[]): Promise<Uint8Array>;
  /** The file will have a column `seen`: a test row whose text or group is in another role too. Returns 1 or 0 by row. */
  markSeen(): Promise<Uint8Array>;
  /** The file will have a column `fold`: train and validation groups by stratum and rank, in turn. Returns the fold by row, 255 for none. */
  assignFolds(foldCount: number): Promise<Uint8Array>;
  /** Groups whose rows have more than one code. */
  conflicts(): Promise<GroupCount>;
  /** Groups whose rows have more than one role, later rows not counted: their texts changed after they were placed. */
  straddling(): Promise<GroupCount>;
  /** Test rows whose key is also that of a row in another role. */
  countLeak(key: 'textKey' | 'otherKey'): Promise<number>;
  /** Writes id, code, role, group (seen, fold) of the rows with a role, in bytewise order of id. */
  writeSplit(file: string): Promise<void>;
  /** Writes group, code, rowCount, ids (at most five) of the groups with more than one code, in bytewise order. */
  writeConflicts(file: string): Promise<void>;
  /** Writes id, change (`removed`, `relabelled`), earlierCode, code, earlierRole, role in bytewise order of id; returns their numbers. */
  writeChanges(earlierSplit: string, file: string): Promise<{ readonly removed: number; readonly relabelled: number }>;
  close(): Promise<void>;
}

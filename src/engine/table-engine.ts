/** The column types that millrace writes: every Parquet reader opens them. */
export type ColumnType = 'VARCHAR' | 'INTEGER' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR[]' | 'DOUBLE[]';

/** What one cell can hold. */
export type Cell = string | number | boolean | null | readonly string[] | readonly number[];

/** A named column of a table to be written. BIGINT cells are whole numbers within ±2^53. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: ArrayLike<Cell>;
}

/** A column of a file. */
export interface ColumnDescription {
  readonly name: string;
  /** As the engine names it, such as `VARCHAR` or `BIGINT`. */
  readonly type: string;
}

/** What a Parquet file says about itself. */
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

/** One row of `split.parquet`. */
export interface SplitRow {
  readonly id: string;
  readonly code: string;
  readonly role: string;
  readonly group: string;
}

/** Integer boundaries of one stratum: ranks below `train` are train, then validation, calibration, test by count. */
export interface StratumQuota {
  readonly code: string;
  /** Groups a role, in the order of ROLES. */
  readonly counts: readonly [number, number, number, number];
}

/** Named relational operations over Parquet; no SQL crosses it. Results have a total order over bytewise keys. */
export interface TableEngine {
  /** Columns and row count of a Parquet file; `data.unreadable` when it is none or is cut short. */
  describe(file: string): Promise<FileDescription>;
  /** A CSV file with a header, every cell as text. */
  readCsv(file: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** Rows first … first+count-1 of a Parquet file, in file order. */
  scan(file: string, columns: readonly ColumnRequest[], first: number, count: number): AsyncIterable<RowChunk>;
  /** Writes one Parquet file (v1 pages, Snappy) under a temporary name, then renames it into place. */
  writeTable(file: string, columns: readonly Column[]): Promise<void>;
  /** Opens the prepared rows of shards, in their order, for the operations of the split. */
  openRows(rowFiles: readonly string[]): Promise<RowTables>;
  close(): Promise<void>;
}

/** Prepared rows as a relation. Row numbers run over all shards in order. */
export interface RowTables {
  readonly rowCount: number;
  /** Rows of every id that occurs more than once, in bytewise order of id, then by row. */
  repeatedIds(): Promise<readonly { readonly row: number; readonly id: string; readonly content: string }[]>;
  /** Leaves rows out of everything that follows. */
  exclude(rows: readonly number[]): Promise<void>;
  /** Codes in bytewise order with their rows. */
  codes(): Promise<readonly { readonly code: string; readonly rowCount: number }[]>;
  /** Per row: index of its code in `codes`, and the lowest row of its group; -1 for rows left out. */
  codeAndGroup(codes: readonly string[]): Promise<{ readonly code: Int32Array; readonly firstRowOfGroup: Int32Array }>;
  /** Weights by row; rows left out have 0. */
  weights(column: 'trainingWeight' | 'evaluationWeight'): Promise<Float32Array>;
  /** Groups a stratum; a group belongs to its most frequent code (ties: the first in bytewise order). */
  strata(): Promise<readonly { readonly code: string; readonly groupCount: number }[]>;
  conflicts(): Promise<{ readonly groupCount: number; readonly rowCount: number }>;
  /**
   * Ranks the groups of each stratum by SHA-256 of `salt` and group key and gives out the roles of its quota in the order
   * train, validation, calibration, test; returns the role number by row, `NO_ROLE` (255) for rows left out.
   */
  assignRoles(salt: string, quotas: readonly StratumQuota[]): Promise<Uint8Array>;
  /** Writes id, code, role, group in bytewise order of id. */
  writeSplit(file: string): Promise<void>;
  /** The rows of the split in bytewise order of id. */
  splitRows(): AsyncIterable<readonly SplitRow[]>;
  close(): Promise<void>;
}

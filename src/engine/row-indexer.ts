/** A row whose id also belongs to a row with other content: no telling which one is meant. */
export interface AmbiguousRow {
  readonly row: number;
  readonly id: string;
  /** Inside the partition. */
  readonly position: number;
}

/** What there is to know of prepared rows together. Row numbers run over all row files in order. */
export interface RowIndex {
  readonly rowCount: number;
  /** The second and later rows of an id whose rows are all equal, ascending. */
  readonly repeated: Uint32Array;
  /** Every row of an id whose rows differ, ascending. */
  readonly ambiguous: readonly AmbiguousRow[];
  /** Codes of the rows that are neither, in bytewise order. */
  readonly codes: readonly string[];
  /** By row an index into `codes`; this and the next two are -1 for repeated and ambiguous rows. */
  readonly code: Int32Array;
  /** The lowest row of the same group, repeated and ambiguous rows counted: equal for two rows if and only if their groups are. */
  readonly groupRow: Int32Array;
  /** The same for the canonical text. */
  readonly textRow: Int32Array;
}

/** Looks at prepared rows together, in one call. */
export interface RowIndexer {
  /**
   * Indexes the rows of Parquet files with the columns position, id, code, group, textKey and content, at least; the last three are
   * SHA-256 in hex, of which an engine may compare the first 128 bits. Memory: 12 bytes a row for the result, and what the engine takes.
   */
  indexRows(rowFiles: readonly string[]): Promise<RowIndex>;
}

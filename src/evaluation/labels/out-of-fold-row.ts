/** A row of the pool as a fit that was made without its fold saw it; see `out-of-fold.parquet`. */
export interface OutOfFoldRow {
  readonly id: string;
  /** The code that the data gives it. */
  readonly code: string;
  /** Rows with equal numbers have the same text. */
  readonly group: number;
  /** The code that the fit gave it. */
  readonly given: string;
  /** Calibrated probability of the given code. */
  readonly score: number;
  /** That of its own code. */
  readonly ownScore: number;
  /** How many groups of incoming rows it stands for, at least 0. */
  readonly weight: number;
}

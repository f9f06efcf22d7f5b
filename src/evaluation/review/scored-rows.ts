/**
 * Rows that the model coded without having been fitted on them, beside the truth: what a rule for review is made of. Arrays have
 * one entry a row, in row order.
 */
export interface ScoredRows {
  /** 1 where the code given is not the row's own. */
  readonly wrong: Uint8Array;
  /** Calibrated probability of the code given, by a calibrator that did not see the row. */
  readonly score: Float64Array;
  /** How many incoming rows the row stands for, relative to the others: 0 or more. */
  readonly weight: Float64Array;
  /** Rows with equal numbers are one group. */
  readonly group: Uint32Array;
  /** The row's own code, an index into the codes of the run. */
  readonly code: Int32Array;
  /** The code given, an index into the same codes; -1 for one that no row of the run has. */
  readonly given: Int32Array;
}

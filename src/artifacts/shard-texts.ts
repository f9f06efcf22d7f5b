import type { TextBytes } from '../kernels/ngram-kernel.js';

/**
 * What features need of a prepared shard's rows: `texts.arrow`. Column arrays have one entry a row, in row order, good rows only.
 * Text cells are the raw input texts (never null for a good row in the first text column; other text columns may be empty '').
 */
export interface ShardTexts {
  readonly rowCount: number;
  /** One array a text column, in the order of `data.text`. */
  readonly texts: readonly (readonly string[])[];
  /** One array a categorical covariate, in config order; null is a missing value. */
  readonly categorical: readonly (readonly (string | null)[])[];
  /** One array a numeric covariate, in config order; null is a missing value. */
  readonly numeric: readonly (readonly (number | null)[])[];
}

/** The same with texts as they lie in the file. */
export interface ShardBytes extends Omit<ShardTexts, 'texts'> {
  readonly texts: readonly TextBytes[];
}

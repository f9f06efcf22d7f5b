import type { ResampledRows } from '../intervals/resampling-units.js';

/** Rows that two models judged. */
export interface ComparedRows extends Omit<ResampledRows, 'predicted'> {
  /** The class that each model gave to each row. */
  readonly predicted: readonly [candidate: Int32Array, champion: Int32Array];
}

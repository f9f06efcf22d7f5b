import { kishSize } from '../intervals/effective-size.js';

/** Rows that a calibrator is fitted on: what a model that was not fitted on them made of them. One entry a row. */
export interface CalibrationRows {
  /** See `ScoreSums`. */
  readonly logRest: Float64Array;
  /** 1 where the code that the model gave is the row's own. */
  readonly right: Uint8Array;
  /** `rarityOf` the code that the model gave; null where rows of rare codes are not among the rows. */
  readonly rarity: Float64Array | null;
  /** How much of the incoming rows the row stands for, at least 0. The scale does not matter. */
  readonly weight: Float64Array;
  /** Which part of the rows it belongs to: what is said of a part is fitted on the others. Rows of one group are in one part. */
  readonly part: Uint8Array;
}

/** (Σ w)² / Σ w²: how many rows of equal weight would say as much; 0 without weight. */
export function effectiveCount(weight: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (const w of weight) {
    sum += w;
    squares += w * w;
  }
  return kishSize(sum, squares);
}

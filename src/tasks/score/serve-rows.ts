import type { Digest } from '../../core/digest.js';
import { decidePrediction } from '../../model/decided-prediction.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { closePredictors, openPredictor } from './open-predictor.js';

/** Rows of requests that ask alike, and the model that is to answer them. */
export interface ServeRowsInput {
  readonly modelDigest: Digest;
  /** The model, in shared memory; null where the worker is thought to have it: its texts would cross with every request. */
  readonly parts: PredictorParts | null;
  /** Rows that `readCells` takes. */
  readonly rows: readonly PredictRow[];
  /** Codes a row, best first. */
  readonly k: number;
  readonly explain: boolean;
}

/** The answer to each row as JSON, so that the thread of the server only joins them; null from a worker that has not met the model. */
export type ServeRowsOutput = readonly string[] | null;

/** Requests under way when another model follows still ask the one before: for less than this. Then its memory is given back. */
export const UNDER_WAY_MS = 5_000;

/** Codes rows, in their order. */
export default function serveRows({ modelDigest, parts, rows, k, explain }: ServeRowsInput): ServeRowsOutput {
  const predictor = openPredictor(modelDigest, parts);
  closePredictors(UNDER_WAY_MS);
  return predictor === undefined
    ? null
    : predictor.predict(rows, { k, explain }).map((prediction) => JSON.stringify(decidePrediction(prediction, predictor.reviewThreshold)));
}

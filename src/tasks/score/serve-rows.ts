import type { Digest } from '../../core/digest.js';
import { type Prediction, Predictor, type PredictorParts } from '../../model/predictor.js';
import { decideRow } from '../../model/review-rule.js';
import type { PredictRow } from '../../model/row-cells.js';

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

/** Models that a worker keeps open: while one follows another, both are asked. */
const MOST_OPEN = 2;

/** By digest, the last used at the end. */
const open = new Map<Digest, { readonly predictor: Predictor; readonly threshold: number | null }>();

/** Codes rows, in their order. */
export default function serveRows({ modelDigest, parts, rows, k, explain }: ServeRowsInput): ServeRowsOutput {
  const known = open.get(modelDigest) ?? (parts === null ? undefined : { predictor: new Predictor(parts), threshold: parts.reviewThreshold });
  if (known === undefined) return null;
  open.delete(modelDigest);
  open.set(modelDigest, known);
  for (const digest of [...open.keys()].slice(0, -MOST_OPEN)) open.delete(digest);
  return known.predictor.predict(rows, { k, explain }).map((prediction) => answerOf(prediction, known.threshold));
}

function answerOf({ reason, ...prediction }: Prediction, threshold: number | null): string {
  const decided = decideRow(prediction.score, reason ?? null, threshold);
  return JSON.stringify({ ...prediction, decision: decided.decision, ...(decided.reason === null ? {} : { reason: decided.reason }) });
}

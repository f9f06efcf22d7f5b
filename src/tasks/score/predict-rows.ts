import { Predictor, type PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';

/** A model, and the rows that it is to code. */
export interface PredictRowsInput {
  /** The model; weights and n-gram table in shared memory. */
  readonly parts: PredictorParts;
  readonly rows: readonly PredictRow[];
  /** Codes a row, best first. */
  readonly k: number;
}

/** Columns with one entry a row. A row that cannot be coded has null code and score, and a reason. */
export interface PredictRowsOutput {
  readonly code: readonly (string | null)[];
  readonly score: readonly (number | null)[];
  readonly reason: readonly (string | null)[];
  readonly topCodes: readonly (readonly string[])[];
  readonly topScores: readonly (readonly number[])[];
}

/** The one model that this worker has opened. */
let open: Predictor | undefined;

/** Codes some rows, in their order. The first call with a model builds its index; later ones reuse it. */
export default function predictRows({ parts, rows, k }: PredictRowsInput): PredictRowsOutput {
  if (open?.modelDigest !== parts.modelDigest) open = new Predictor(parts);
  const predictions = open.predict(rows, { k });
  return {
    code: predictions.map(({ code }) => code),
    score: predictions.map(({ score }) => score),
    reason: predictions.map((prediction) => ('reason' in prediction ? prediction.reason : null)),
    topCodes: predictions.map(({ top }) => top.map(({ code }) => code)),
    topScores: predictions.map(({ top }) => top.map(({ score }) => score)),
  };
}

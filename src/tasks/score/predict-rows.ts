import { countDoubts, type DoubtCounts } from '../../model/doubt-counts.js';
import type { PredictorParts, ScoredCode } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { predictorOf } from './open-predictor.js';

/** A model, and the rows that it is to code. */
export interface PredictRowsInput {
  /** The model; weights and n-gram table in shared memory. */
  readonly parts: PredictorParts;
  readonly rows: readonly PredictRow[];
  /** Codes a row, best first. */
  readonly k: number;
}

/** Columns with one entry a row. A row that cannot be coded has null code and score, and a reason; one coded in doubt has a reason too. */
export interface PredictRowsOutput {
  readonly code: readonly (string | null)[];
  readonly score: readonly (number | null)[];
  readonly reason: readonly (string | null)[];
  readonly topCodes: readonly (readonly string[])[];
  readonly topScores: readonly (readonly number[])[];
  /** Parents of the codes, see `Prediction`; null where the model does not stop at them. */
  readonly parents: readonly (readonly ScoredCode[])[] | null;
  readonly doubts: DoubtCounts;
}

/** Codes some rows, in their order. The first call with a model builds its index; later ones reuse it. */
export default function predictRows({ parts, rows, k }: PredictRowsInput): PredictRowsOutput {
  const predictions = predictorOf(parts).predict(rows, { k });
  return {
    code: predictions.map(({ code }) => code),
    score: predictions.map(({ score }) => score),
    reason: predictions.map(({ reason }) => reason ?? null),
    topCodes: predictions.map(({ top }) => top.map(({ code }) => code)),
    topScores: predictions.map(({ top }) => top.map(({ score }) => score)),
    parents: parts.stopAt === null ? null : predictions.map((prediction) => (prediction.code === null ? [] : (prediction.parents ?? []))),
    doubts: countDoubts(predictions),
  };
}

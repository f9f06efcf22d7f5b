import { countDoubts, type DoubtCounts } from '../../model/doubt-counts.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { predictorOf } from './open-predictor.js';

/** A model, and rows with the right answer of each. */
export interface JudgeRowsInput {
  /** The model; weights and n-gram table in shared memory. */
  readonly parts: PredictorParts;
  /** Rows with text, as `prepare` lets them through. */
  readonly rows: readonly PredictRow[];
  /** The class of each row in the model, or -1 for a code that it does not know. */
  readonly labels: readonly number[];
}

/** Beside counts one entry a row: what `JudgedRows` in evaluation/judged-rows.ts holds, `predicted` as a class of the model. */
export interface JudgeRowsOutput {
  readonly predicted: Int32Array;
  readonly score: Float64Array;
  readonly rank: Int32Array;
  readonly loss: Float64Array;
  readonly squares: Float64Array;
  readonly doubts: DoubtCounts;
}

/** How many best codes `rank` looks at. */
const TOP = 5;

/** Codes rows whose code is known, and says how far off the model is. */
export default function judgeRows({ parts, rows, labels }: JudgeRowsInput): JudgeRowsOutput {
  const judged = predictorOf(parts).judge(rows, labels, TOP);
  return {
    predicted: Int32Array.from(judged, ({ top }) => top[0] as number),
    score: Float64Array.from(judged, ({ score }) => score),
    rank: Int32Array.from(judged, ({ top }, i) => top.indexOf(labels[i] as number)),
    loss: Float64Array.from(judged, ({ loss }) => loss),
    squares: Float64Array.from(judged, ({ squares }) => squares),
    doubts: countDoubts(judged),
  };
}

import type { ScoreAnswers } from '../ml/answers.js';
import { type Calibrator, RowProbabilities, rarityTerms } from './calibration/calibrator.js';
import type { RoleRows } from './rows-to-judge.js';

/**
 * What a model said about rows, beside the truth: all that is known of a model here, whatever its kind. One entry a row;
 * classes are indexes below `classCount`.
 */
export interface JudgedRows {
  readonly classCount: number;
  readonly label: Int32Array;
  /** Rows with equal numbers are one group: what intervals resample. */
  readonly group: Uint32Array;
  /** Weight of each row, above 0; null counts every row once. */
  readonly weight: Float32Array | null;
  readonly predicted: Int32Array;
  /** Calibrated probability of the predicted class. */
  readonly score: Float64Array;
  /** Place of the row's class among the best (0 is first); -1 when it is not among those looked at (five at least). */
  readonly rank: Int32Array;
  /** −ln of the calibrated probability of the row's class; +Infinity when the model does not know it. */
  readonly loss: Float64Array;
  /** Σ_k p_k² of the calibrated probabilities of all codes. */
  readonly squares: Float64Array;
}

/** Scores of rows as a team of workers leaves them; arrays have one entry a row, `top` has topCount entries a row. */
export interface Predictions extends Pick<ScoreAnswers, 'sums'> {
  readonly kind: 'predictions';
  readonly rows: Uint32Array;
  readonly topCount: number;
  /** Class indexes of the model, best first. */
  readonly top: Int32Array;
  /** Raw scores (logits) of `top`. */
  readonly topScores: Float32Array;
  /** Temperatures that were asked for. */
  readonly temperatures: readonly number[];
  /** ln Σ_k exp(score_k / temperature); entry `i · temperatures.length + t` is row i at temperature t. */
  readonly logSumExp: Float64Array;
  /** Raw score of the row's own code; -Infinity when the model does not know it. */
  readonly trueScore: Float32Array;
}

/**
 * Puts predictions beside the truth; `predictions` are those of `chosen.rows` by a model with the codes `modelCodes`, with
 * sums at the calibrator's temperature. Classes are indexes into `codes`, which must hold all codes of the model and of the rows.
 */
export function judgedRows(
  chosen: RoleRows,
  predictions: Predictions,
  calibrator: Calibrator,
  modelCodes: readonly string[],
  codes: readonly string[],
): JudgedRows {
  const index = new Map(codes.map((code, i) => [code, i]));
  const codeOfClass = Int32Array.from(modelCodes, (code) => index.get(code) ?? -1);
  if (codeOfClass.includes(-1)) throw new RangeError('the model gives a code that the rows to judge have no index for');
  const { topCount, top, topScores, sums, trueScore } = predictions;
  if (sums?.temperature !== calibrator.temperature) throw new RangeError("the rows were not scored at the calibrator's temperature");
  const rowCount = chosen.rows.length;
  const rarity = rarityTerms(calibrator);
  const judged = {
    predicted: new Int32Array(rowCount),
    score: new Float64Array(rowCount),
    rank: new Int32Array(rowCount).fill(-1),
    loss: new Float64Array(rowCount),
    squares: new Float64Array(rowCount),
  };
  for (let i = 0; i < rowCount; i++) {
    const best = top[i * topCount]!;
    const sumsOfRow = { sum: sums.sum[i]!, logRest: sums.logRest[i]!, restSquares: sums.restSquares[i]! };
    const probabilities = new RowProbabilities(calibrator, topScores[i * topCount]!, sumsOfRow, rarity?.[best]);
    judged.predicted[i] = codeOfClass[best]!;
    judged.score[i] = probabilities.top;
    judged.loss[i] = best === chosen.modelLabel[i] ? probabilities.topLoss : probabilities.otherLoss(trueScore[i]!);
    judged.squares[i] = probabilities.squares;
    for (let k = 0; k < topCount; k++) if (top[i * topCount + k] === chosen.modelLabel[i]) judged.rank[i] = k;
  }
  return { classCount: codes.length, label: chosen.label, group: chosen.group, weight: chosen.weight, ...judged };
}

/** Some of the rows, by their places among them. */
export function pickJudged(judged: JudgedRows, places: readonly number[]): JudgedRows {
  const { weight } = judged;
  return {
    classCount: judged.classCount,
    label: Int32Array.from(places, (i) => judged.label[i]!),
    group: Uint32Array.from(places, (i) => judged.group[i]!),
    weight: weight === null ? null : Float32Array.from(places, (i) => weight[i]!),
    predicted: Int32Array.from(places, (i) => judged.predicted[i]!),
    score: Float64Array.from(places, (i) => judged.score[i]!),
    rank: Int32Array.from(places, (i) => judged.rank[i]!),
    loss: Float64Array.from(places, (i) => judged.loss[i]!),
    squares: Float64Array.from(places, (i) => judged.squares[i]!),
  };
}

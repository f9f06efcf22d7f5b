import { exp } from '../kernels/math.js';
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
export interface Predictions {
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

/** Calibrated probability of a row's best code: exp(score / temperature − ln Σ_k exp(score_k / temperature)), at most 1. */
export function topProbability(topScore: number, temperature: number, logSumExp: number): number {
  // The kernel sums exponentials to within 2e-7: a certain score may come out that much above 1.
  return Math.min(1, exp(topScore / temperature - logSumExp));
}

/** The temperatures that predictions must hold for `judgedRows`: the calibrated one, and half of it, at which p² is summed. */
export function judgedTemperatures(temperature: number): readonly [number, number] {
  return [temperature, temperature / 2];
}

/** Σ_k p_k² of softmax(scores / temperature): Σ_k exp(2·score_k / temperature) / (Σ_k exp(score_k / temperature))², at most 1. */
export function sumOfSquares(logSumExp: number, logSumExpAtHalf: number): number {
  return Math.min(1, exp(logSumExpAtHalf - 2 * logSumExp));
}

/**
 * Puts predictions beside the truth; `predictions` are those of `chosen.rows` by a model with the codes `modelCodes`, at
 * `judgedTemperatures`. Classes are indexes into `codes`, which must hold all codes of the model and of the rows.
 */
export function judgedRows(chosen: RoleRows, predictions: Predictions, modelCodes: readonly string[], codes: readonly string[]): JudgedRows {
  const index = new Map(codes.map((code, i) => [code, i]));
  const codeOfClass = Int32Array.from(modelCodes, (code) => index.get(code) ?? -1);
  if (codeOfClass.includes(-1)) throw new RangeError('the model gives a code that the rows to judge have no index for');
  const { topCount, top, topScores, temperatures, logSumExp, trueScore } = predictions;
  const rowCount = chosen.rows.length;
  const temperature = temperatures[0]!;
  const judged = {
    predicted: new Int32Array(rowCount),
    score: new Float64Array(rowCount),
    rank: new Int32Array(rowCount).fill(-1),
    loss: new Float64Array(rowCount),
    squares: new Float64Array(rowCount),
  };
  for (let i = 0; i < rowCount; i++) {
    const logSum = logSumExp[i * temperatures.length]!;
    judged.predicted[i] = codeOfClass[top[i * topCount]!]!;
    judged.score[i] = topProbability(topScores[i * topCount]!, temperature, logSum);
    judged.loss[i] = logSum - trueScore[i]! / temperature;
    judged.squares[i] = sumOfSquares(logSum, logSumExp[i * temperatures.length + 1]!);
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

import { sharedFloat32, sharedFloat64, sharedInt32 } from '../core/shared-arrays.js';
import { scoreSums } from './score-sums.js';

/** What is wanted of scored rows, and where it goes: arrays over shared memory, shaped as in `Predictions`. */
export interface ScoreAnswers {
  readonly topCount: number;
  readonly temperatures: readonly number[];
  readonly top: Int32Array;
  readonly topScores: Float32Array;
  readonly logSumExp: Float64Array;
  readonly trueScore: Float32Array;
  /** `ScoreSums` of each row at a temperature; null where nobody makes probabilities of the scores. */
  readonly sums: RowSums | null;
}

interface RowSums {
  readonly temperature: number;
  readonly sum: Float64Array;
  readonly logRest: Float64Array;
  readonly restSquares: Float64Array;
}

/** Room for the answers about so many rows, all zero; with `ScoreSums` at a temperature, unless that is null. */
export function createAnswers(
  rowCount: number,
  topCount: number,
  temperatures: readonly number[],
  sumTemperature: number | null = null,
): ScoreAnswers {
  return {
    topCount,
    temperatures,
    top: sharedInt32(rowCount * topCount),
    topScores: sharedFloat32(rowCount * topCount),
    logSumExp: sharedFloat64(rowCount * temperatures.length),
    trueScore: sharedFloat32(rowCount),
    sums: sumTemperature === null ? null : createSums(rowCount, sumTemperature),
  };
}

function createSums(rowCount: number, temperature: number): RowSums {
  return { temperature, sum: sharedFloat64(rowCount), logRest: sharedFloat64(rowCount), restSquares: sharedFloat64(rowCount) };
}

/** Overwrites answers with others about the same rows. */
export function copyAnswers(from: ScoreAnswers, to: ScoreAnswers): void {
  to.top.set(from.top);
  to.topScores.set(from.topScores);
  to.logSumExp.set(from.logSumExp);
  to.trueScore.set(from.trueScore);
  if (from.sums === null) return;
  to.sums?.sum.set(from.sums.sum);
  to.sums?.logRest.set(from.sums.logRest);
  to.sums?.restSquares.set(from.sums.restSquares);
}

/** Writes what is wanted of the scores of row `index`, but for their log-sums; `label` is no class of the model for a code that it does not know. */
export function writeAnswer(scores: Float32Array, index: number, label: number, answers: ScoreAnswers): void {
  selectTop(scores, index, answers);
  answers.trueScore[index] = scores[label] ?? Number.NEGATIVE_INFINITY;
  const { sums, top, topCount } = answers;
  if (sums === null) return;
  const { sum, logRest, restSquares } = scoreSums(scores, top[index * topCount]!, sums.temperature);
  sums.sum[index] = sum;
  sums.logRest[index] = logRest;
  sums.restSquares[index] = restSquares;
}

/** Writes the topCount best classes of a row, best first; equal scores go by class. Insertion into a short list. */
function selectTop(scores: Float32Array, index: number, { top, topScores, topCount }: ScoreAnswers): void {
  const from = index * topCount;
  let held = 0;
  for (let k = 0; k < scores.length; k++) {
    const score = scores[k]!;
    if (held === topCount && score <= topScores[from + held - 1]!) continue;
    if (held < topCount) held++;
    let place = from + held - 1;
    while (place > from && score > topScores[place - 1]!) {
      top[place] = top[place - 1]!;
      topScores[place] = topScores[place - 1]!;
      place--;
    }
    top[place] = k;
    topScores[place] = score;
  }
}

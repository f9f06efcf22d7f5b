import type { Predictions } from '../artifacts/evaluation.js';
import type { Prepared } from '../artifacts/prepared.js';
import type { Split } from '../artifacts/split.js';
import type { FittedModel } from '../estimators/model-format.js';
import type { JudgedRows } from '../evaluation/metrics.js';
import { exp } from '../kernels/math.js';

/** Rows of one role that are judged: those whose evaluation weight is above 0. Arrays have one entry a row. */
export interface RoleRows {
  readonly rows: Uint32Array;
  /** Index into the codes of the prepared rows. */
  readonly label: Int32Array;
  /** Class of the model, or -1 for a code that the model does not know. */
  readonly modelLabel: Int32Array;
  readonly group: Uint32Array;
  /** Evaluation weight; null when there is none. */
  readonly weight: Float32Array | null;
}

/** The rows of a role in row order, with what is needed to judge a model on them. */
export function rowsToJudge(prepared: Prepared, split: Split, role: number, model: Pick<FittedModel, 'codes'>): RoleRows {
  const { evaluationWeight } = prepared;
  const chosen: number[] = [];
  for (let row = 0; row < prepared.rowCount; row++) {
    if (split.role[row] === role && (evaluationWeight === null || evaluationWeight[row]! > 0)) chosen.push(row);
  }
  return pickRows(prepared, Uint32Array.from(chosen), model);
}

/** The same for given rows. */
export function pickRows({ code, codes, group, evaluationWeight }: Prepared, rows: Uint32Array, model: Pick<FittedModel, 'codes'>): RoleRows {
  const classOf = new Map(model.codes.map((name, index) => [name, index]));
  const classOfCode = Int32Array.from(codes, (name) => classOf.get(name) ?? -1);
  const label = Int32Array.from(rows, (row) => code[row]!);
  return {
    rows,
    label,
    modelLabel: label.map((index) => classOfCode[index]!),
    group: Uint32Array.from(rows, (row) => group[row]!),
    weight: evaluationWeight === null ? null : Float32Array.from(rows, (row) => evaluationWeight[row]!),
  };
}

/** Some of the rows, by their places among them, and what was said about them. */
export function pickJudged(
  chosen: RoleRows,
  judged: JudgedRows,
  places: readonly number[],
): { readonly group: Uint32Array; readonly judged: JudgedRows } {
  const { weight } = judged;
  return {
    group: Uint32Array.from(places, (i) => chosen.group[i]!),
    judged: {
      classCount: judged.classCount,
      label: Int32Array.from(places, (i) => judged.label[i]!),
      predicted: Int32Array.from(places, (i) => judged.predicted[i]!),
      weight: weight === null ? null : Float32Array.from(places, (i) => weight[i]!),
      score: Float64Array.from(places, (i) => judged.score[i]!),
      rank: Int32Array.from(places, (i) => judged.rank[i]!),
      loss: Float64Array.from(places, (i) => judged.loss[i]!),
    },
  };
}

/**
 * Puts predictions beside the truth, as metrics need it; `predictions` are those of `chosen.rows`. Probabilities are those at
 * the temperature of the given place in `predictions.temperatures`. Classes are indexes into `codes`, which must hold all
 * codes of the model and of the rows.
 */
export function judgedRows(
  chosen: RoleRows,
  predictions: Predictions,
  place: number,
  model: Pick<FittedModel, 'codes'>,
  codes: readonly string[],
): JudgedRows {
  const index = new Map(codes.map((code, i) => [code, i]));
  const codeOfClass = Int32Array.from(model.codes, (code) => index.get(code) ?? -1);
  if (codeOfClass.includes(-1)) throw new RangeError('the model gives a code that the rows to judge have no index for');
  const { topCount, top, topScores, temperatures, logSumExp, trueScore } = predictions;
  const rowCount = chosen.rows.length;
  const temperature = temperatures[place]!;
  const judged = {
    predicted: new Int32Array(rowCount),
    score: new Float64Array(rowCount),
    rank: new Int32Array(rowCount).fill(-1),
    loss: new Float64Array(rowCount),
  };
  for (let i = 0; i < rowCount; i++) {
    const logSum = logSumExp[i * temperatures.length + place]!;
    judged.predicted[i] = codeOfClass[top[i * topCount]!]!;
    // The kernel sums exponentials to within 2e-7: a certain score may come out that much above 1.
    judged.score[i] = Math.min(1, exp(topScores[i * topCount]! / temperature - logSum));
    judged.loss[i] = logSum - trueScore[i]! / temperature;
    for (let k = 0; k < topCount; k++) if (top[i * topCount + k] === chosen.modelLabel[i]) judged.rank[i] = k;
  }
  return { classCount: codes.length, label: chosen.label, weight: chosen.weight, ...judged };
}

import type { Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import type { LinearModel } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { Rng } from '../../core/rng.js';
import { figureIntervals } from '../../ml/intervals.js';
import { judge } from '../../ml/metrics.js';
import { judgedRows, type RoleRows } from '../../model/judged-rows.js';
import type { StageContext } from '../../runner/stage.js';
import { scoreRows } from '../../tasks/score-rows.js';

interface Work {
  readonly suite: string;
  readonly chosen: RoleRows;
  readonly prepared: Prepared;
  readonly model: LinearModel;
  readonly matrix: FeatureMatrix;
  readonly temperature: number;
  readonly confidence: number;
}

const TOP = 5;

/** Scores rows and computes every figure with its interval. */
export async function evaluateRows(
  { suite, chosen, prepared, model, matrix, temperature, confidence }: Work,
  context: StageContext,
): Promise<Evaluation> {
  const options = { topCount: Math.min(TOP, model.codes.length), temperatures: [temperature] };
  const predictions = await scoreRows(context.tasks, model, matrix, chosen.rows, chosen.modelLabel, options);
  const rows = judgedRows(chosen, predictions, 0, model, prepared.codes);
  const { withSupport, allCodes, perClass, reliability } = judge(rows);
  const { classCount, label, weight } = rows;
  const rng = Rng.fromSeed(context.config.split.seed).fork(`intervals of ${suite}`);
  const intervals = figureIntervals({ classCount, label, weight, group: chosen.group, predicted: [rows.predicted] }, confidence, rng);
  const perCode = perClass.map(({ classIndex, ...figures }) => ({ code: prepared.codes[classIndex]!, ...figures }));
  return { kind: 'evaluation', suite, metrics: withSupport, allCodes, intervals, perCode, reliability };
}

import type { Evaluation, OverallFigures } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import type { LinearModel } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { Rng } from '../../core/rng.js';
import { figureIntervals } from '../../evaluation/intervals/intervals.js';
import { type JudgedRows, judgedRows, pickJudged } from '../../evaluation/judged-rows.js';
import { judge } from '../../evaluation/metrics.js';
import type { RoleRows } from '../../evaluation/rows-to-judge.js';
import type { StageContext } from '../../runner/stage.js';
import { scoreRows } from '../../training/score-rows.js';

interface Work {
  readonly suite: string;
  readonly chosen: RoleRows;
  readonly prepared: Prepared;
  readonly model: LinearModel;
  readonly matrix: FeatureMatrix;
  readonly temperature: number;
  readonly confidence: number;
  /** 1 for a prepared row whose text or group is in another role too; null when there are none. */
  readonly seen: Uint8Array | null;
}

const TOP = 5;

/** Scores rows and computes every figure with its interval; again without the rows marked seen, when there are any. */
export async function evaluateRows(work: Work, context: StageContext): Promise<Evaluation> {
  const { suite, chosen, prepared, model, matrix, temperature, seen } = work;
  const options = { topCount: Math.min(TOP, model.codes.length), temperatures: [temperature], kernelBytes: context.kernelBytes };
  const predictions = await scoreRows(context.tasks, model, matrix, chosen.rows, chosen.modelLabel, options);
  const judged = judgedRows(chosen, predictions, 0, model.codes, prepared.codes);
  const { perClass, reliability } = judge(judged);
  const perCode = perClass.map(({ classIndex, ...figures }) => ({ code: prepared.codes[classIndex]!, ...figures }));
  const rng = Rng.fromSeed(context.config.split.seed).fork(`intervals of ${suite}`);
  const all = overallFigures(judged, work.confidence, rng);
  const places = Array.from(chosen.rows.keys()).filter((i) => seen?.[chosen.rows[i]!] !== 1);
  if (places.length === chosen.rows.length) return { kind: 'evaluation', suite, ...all, perCode, reliability };
  return {
    kind: 'evaluation',
    suite,
    ...all,
    unseen: overallFigures(pickJudged(judged, places), work.confidence, rng.fork('unseen')),
    perCode,
    reliability,
  };
}

function overallFigures(judged: JudgedRows, confidence: number, rng: Rng): OverallFigures {
  const { classCount, label, group, weight, predicted } = judged;
  const { withSupport, allCodes } = judge(judged);
  return {
    metrics: withSupport,
    allCodes,
    intervals: figureIntervals({ classCount, label, weight, group, predicted: [predicted] }, confidence, rng),
  };
}

import type { Evaluation, OverallFigures } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { Rng } from '../../core/rng.js';
import { figureIntervals } from '../../evaluation/intervals/intervals.js';
import { type JudgedRows, judge } from '../../evaluation/metrics.js';
import { judgedRows, pickJudged, type RoleRows } from '../../model/judged-rows.js';
import type { StageContext } from '../../runner/stage.js';
import { type ScoredFit, scoreRows } from '../../training/score-rows.js';

interface Work {
  readonly suite: string;
  readonly chosen: RoleRows;
  readonly prepared: Prepared;
  readonly fit: ScoredFit;
  readonly matrix: FeatureMatrix;
  readonly temperature: number;
  readonly confidence: number;
  /** 1 for a prepared row whose text or group is in another role too; null when there are none. */
  readonly seen: Uint8Array | null;
}

const TOP = 5;

/** Scores rows and computes every figure with its interval; again without the rows marked seen, when there are any. */
export async function evaluateRows(work: Work, context: StageContext): Promise<Evaluation> {
  const { suite, chosen, prepared, fit, matrix, temperature, seen } = work;
  const options = { topCount: Math.min(TOP, fit.model.codes.length), temperatures: [temperature], kernelBytes: context.kernelBytes };
  const predictions = await scoreRows(context.tasks, fit, matrix, chosen.rows, chosen.modelLabel, options);
  const judged = judgedRows(chosen, predictions, 0, fit.model, prepared.codes);
  const { perClass, reliability } = judge(judged);
  const perCode = perClass.map(({ classIndex, ...figures }) => ({ code: prepared.codes[classIndex]!, ...figures }));
  const rng = Rng.fromSeed(context.config.split.seed).fork(`intervals of ${suite}`);
  const all = overallFigures(judged, chosen.group, work.confidence, rng);
  const places = Array.from(chosen.rows.keys()).filter((i) => seen?.[chosen.rows[i]!] !== 1);
  if (places.length === chosen.rows.length) return { kind: 'evaluation', suite, ...all, perCode, reliability };
  const unseen = pickJudged(chosen, judged, places);
  return {
    kind: 'evaluation',
    suite,
    ...all,
    unseen: overallFigures(unseen.judged, unseen.group, work.confidence, rng.fork('unseen')),
    perCode,
    reliability,
  };
}

function overallFigures(judged: JudgedRows, group: Uint32Array, confidence: number, rng: Rng): OverallFigures {
  const { classCount, label, weight, predicted } = judged;
  const { withSupport, allCodes } = judge(judged);
  return {
    metrics: withSupport,
    allCodes,
    intervals: figureIntervals({ classCount, label, weight, group, predicted: [predicted] }, confidence, rng),
  };
}

import { join } from 'node:path';
import type { CurvePoint, Evaluation, LearningCurve } from '../../../artifacts/evaluation.js';
import { rowsWithRole, type Split } from '../../../artifacts/split.js';
import type { Trial } from '../../../artifacts/trials.js';
import type { PipelineConfig } from '../../../config/pipeline-config.js';
import { curveSharesOf } from '../../../config/sections/judgement/evaluate.js';
import { makeFolder } from '../../../core/files/make-folder.js';
import { AS_THEY_ARE, withCalibrator } from '../../../evaluation/calibration/calibrator.js';
import { boundedFigure } from '../../../report/suite-figures.js';
import { stageWithoutPieces } from '../../../runner/flow/stage.js';
import { evaluateStage } from '../../../stages/evaluate/index.js';
import { featuresStage } from '../../../stages/features/index.js';
import { splitSalt } from '../../../stages/split/split-salt.js';
import type { Stage, StageContext } from '../../../stages/stage-context.js';
import { trainStage } from '../../../stages/train/index.js';
import { shippedRoles } from '../../../training/shipped-roles.js';
import { codesOfRows } from '../../../training/training-rows.js';
import type { FlowArtifacts } from '../../flow/flow.js';
import { orderGroups, readGroupRanks } from './group-order.js';
import { trainingPart } from './training-part.js';

/** What a run has made when its model is there. */
type Made = Pick<FlowArtifacts, 'source' | 'prepared' | 'split' | 'matrix' | 'trials' | 'calibration' | 'evaluation'>;

/** The curve, as a stage gives it. */
interface TakenCurve {
  readonly kind: 'learning-curve';
  readonly points: LearningCurve;
}

/**
 * Fits the settings that won on parts of the training rows, one after the other, and judges each on the test rows. Features are fitted
 * on the part too. Nothing is chosen again, and scores stay as they are: calibration never changes a code. What these fits write lies in
 * `learning-curve/SHARE` of the run folder.
 */
export const learningCurveStage: Stage<Made, TakenCurve> = stageWithoutPieces({
  name: 'learning-curve',
  async run(made, context) {
    const { prepared, split, evaluation } = made;
    const shares = curveSharesOf(context.config.evaluate);
    const roles = shippedRoles(context.config.train);
    const ranks = await readGroupRanks(prepared, splitSalt(context.config.split.seed), context.tables);
    const order = orderGroups(prepared, split, roles, ranks);
    const points: CurvePoint[] = [];
    for (const share of shares) {
      const part = trainingPart(prepared, split, roles, order, share);
      points.push(curvePoint(share, made, part, roles, await evaluatePart(share, part, made, context)));
      context.emit({ type: 'progress', stage: 'learning-curve', unit: 'shares', done: points.length, total: shares.length });
    }
    return { kind: 'learning-curve', points: [...points, curvePoint(1, made, split, roles, evaluation)] };
  },
});

/** The flow from features to figures, without a search. */
async function evaluatePart(share: number, part: Split, made: Made, context: StageContext): Promise<Evaluation> {
  const { source, prepared, split, calibration } = made;
  const runFolder = join(context.runFolder, 'learning-curve', String(share));
  makeFolder(runFolder);
  const own = { ...context, config: winnersConfig(made, context.config), runFolder, emit: () => {}, onTrial: () => {} };
  const features = await featuresStage.run({ source, prepared, split: part }, own);
  const fit = await trainStage.run({ source, prepared, split: part, features, trials: winnerAlone(made) }, own);
  const [matrix] = features.variants;
  if (matrix === undefined) throw new RangeError('no feature variant was made');
  return evaluateStage.run({ source, prepared, split, matrix, fit, calibration: withCalibrator(calibration, AS_THEY_ARE) }, own);
}

/** The features that won are the only ones. */
function winnersConfig({ matrix }: Made, config: PipelineConfig): PipelineConfig {
  return { ...config, features: matrix.spec.features, search: { ...config.search, grid: {} } };
}

function winnerAlone({ trials }: Made): Made['trials'] {
  return { ...trials, trials: [{ ...(trials.trials[trials.chosen] as Trial), variantIndex: 0 }], chosen: 0 };
}

function curvePoint(share: number, { prepared }: Made, { role }: Split, roles: readonly number[], evaluation: Evaluation): CurvePoint {
  const rows = rowsWithRole(role, ...roles);
  return {
    share,
    rowCount: rows.length,
    codeCount: codesOfRows(prepared, rows).codes.length,
    figures: { accuracy: boundedFigure(evaluation, 'accuracy'), macroF1: boundedFigure(evaluation, 'macroF1') },
  };
}

import type { Calibration } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import { readJsonArtifact, writeJsonArtifact } from '../../artifacts/files/json-artifact.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { CALIBRATION, type Split } from '../../artifacts/split.js';
import type { Json } from '../../core/canonical-json.js';
import { topProbability } from '../../evaluation/judged-rows.js';
import { budgetThreshold } from '../../evaluation/review/budget-threshold.js';
import { type RoleRows, rowsToJudge } from '../../evaluation/rows-to-judge.js';
import { piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import { scoreRows } from '../../training/score-rows.js';
import type { Stage, StageContext } from '../stage-context.js';
import { calibrateCost } from './cost.js';
import { fitTemperature } from './fit-temperature.js';

const VERSION = 2;

type Input = { readonly prepared: Prepared; readonly split: Split; readonly matrix: FeatureMatrix; readonly fit: Fit };

/** Fits the temperature on the calibration rows alone, or finds that none helps; then takes the review threshold from their scores. */
export const calibrateStage: Stage<Input, Calibration> = stageOf({
  name: 'calibrate',
  cost: calibrateCost,
  async *pieces({ prepared, split, matrix, fit }, context) {
    const { method } = context.config.calibration;
    const { budget } = context.config.review;
    const fingerprint: Json = {
      version: VERSION,
      // Which scores.
      model: fit.modelDigest,
      matrix: matrix.key,
      // Which rows with which codes, groups and weights.
      shards: prepared.shards.map((shard) => shard.key),
      split: split.splitDigest,
      method,
      reviewBudget: budget,
    };
    const stored = yield* piece('calibration', fingerprint, async (folder) => {
      const chosen = rowsToJudge(prepared, split, CALIBRATION, fit.model);
      const scored = await fitTemperature({ chosen, fit, matrix, method }, context);
      const scores = await scoresOf(chosen, scored.temperature, fit, matrix, context);
      const calibration: Calibration = {
        ...scored,
        review: { budget, threshold: budgetThreshold({ score: scores, weight: new Float64Array(scores.length).fill(1) }, budget) },
      };
      await writeJsonArtifact(folder, calibration);
      return { method: calibration.method, temperature: calibration.temperature };
    });
    const calibration = await readJsonArtifact(stored.folder, 'calibration');
    if (calibration.note !== undefined) context.emit({ type: 'note', stage: 'calibrate', message: calibration.note });
    return calibration;
  },
});

/** The calibrated scores that the model gives the rows, whether it knows their codes or not. */
async function scoresOf({ rows, modelLabel }: RoleRows, temperature: number, fit: Fit, matrix: FeatureMatrix, context: StageContext) {
  if (rows.length === 0) return new Float64Array(0);
  const options = { topCount: 1, temperatures: [temperature] };
  const { topScores, logSumExp } = await scoreRows(context.training, fit, matrix, rows, modelLabel, options);
  return Float64Array.from(rows, (_, i) => topProbability(topScores[i] as number, temperature, logSumExp[i] as number));
}

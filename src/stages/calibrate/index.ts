import type { Calibration } from '../../artifacts/evaluation.js';
import { readJsonArtifact, writeJsonArtifact } from '../../artifacts/files/json-artifact.js';
import type { Json } from '../../core/canonical-json.js';
import { type ChosenCalibrator, chooseCalibrator } from '../../evaluation/calibration/choose-calibrator.js';
import { reviewThreshold } from '../../evaluation/review-threshold.js';
import { piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage, StageContext } from '../stage-context.js';
import { calibrateByTemperature, type TemperatureFit } from './by-temperature.js';
import { calibrateCost } from './cost.js';
import { type RoleInput, type ScoredPool, scoreRole } from './role-rows.js';

const VERSION = 3;

type Input = RoleInput;

/** Makes scores probabilities by rows that the model was not fitted on; then takes the review threshold from the scores of these rows. */
export const calibrateStage: Stage<Input, Calibration> = stageOf({
  name: 'calibrate',
  cost: calibrateCost,
  async *pieces(input, context) {
    const { prepared, split, matrix, fit } = input;
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
      const { pool, found } = await (method === 'temperature' ? calibrateByTemperature(input, context) : calibrateByCurve(input, method, context));
      const calibration = describe(pool, found, budget);
      await writeJsonArtifact(folder, calibration);
      return { method: calibration.method, rowCount: calibration.rowCount };
    });
    const calibration = await readJsonArtifact(stored.folder, 'calibration');
    if (calibration.note !== undefined) context.emit({ type: 'note', stage: 'calibrate', message: calibration.note });
    return calibration;
  },
});

async function calibrateByCurve(input: Input, method: 'auto' | 'beta' | 'slope' | 'none', context: StageContext) {
  const pool = await scoreRole(input, 1, context);
  return { pool, found: chooseCalibrator(pool.rows, method) };
}

function describe(
  { rows, unspokenShare }: ScoredPool,
  { method, calibrator, scores, brierBefore, brierAfter, note }: ChosenCalibrator | TemperatureFit,
  budget: number,
): Calibration {
  return {
    kind: 'calibration',
    method,
    ...calibrator,
    rowCount: rows.weight.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0),
    unspokenShare,
    brierBefore,
    brierAfter,
    ...(note === undefined ? {} : { note }),
    review: { budget, threshold: reviewThreshold(scores, budget, rows.weight) },
  };
}

import type { Codebook } from '../../artifacts/codebook.js';
import type { Calibration } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import { readJsonArtifact, writeJsonArtifact } from '../../artifacts/files/json-artifact.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { CALIBRATION, type Split } from '../../artifacts/split.js';
import type { Json } from '../../core/canonical-json.js';
import { Rng } from '../../core/rng.js';
import { planReview } from '../../evaluation/review/review-plan.js';
import { rowsToJudge } from '../../evaluation/rows-to-judge.js';
import { piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage } from '../stage-context.js';
import { calibrateCost } from './cost.js';
import { fitTemperature } from './fit-temperature.js';
import { scoredRows } from './scored-rows.js';

const VERSION = 3;

type Input = {
  readonly source: Pick<Source, 'codebook' | 'codebookDigest'>;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly matrix: FeatureMatrix;
  readonly fit: Fit;
};

/** Fits the temperature on the calibration rows alone, or finds that none helps; then plans the review by their scores. */
export const calibrateStage: Stage<Input, Calibration> = stageOf({
  name: 'calibrate',
  cost: calibrateCost,
  async *pieces({ source, prepared, split, matrix, fit }, context) {
    const { method } = context.config.calibration;
    const aim = context.config.review;
    const fingerprint: Json = {
      version: VERSION,
      // Which scores.
      model: fit.modelDigest,
      matrix: matrix.key,
      // Which rows with which codes, groups and weights.
      shards: prepared.shards.map((shard) => shard.key),
      split: split.splitDigest,
      method,
      review: aim,
      // Which codes are pooled with which.
      codebook: aim.target === null ? null : source.codebookDigest,
      // Which row of a group is drawn.
      seed: context.config.split.seed,
    };
    const stored = yield* piece('calibration', fingerprint, async (folder) => {
      const chosen = rowsToJudge(prepared, split, CALIBRATION, fit.model);
      const scored = await fitTemperature({ chosen, fit, matrix, method }, context);
      const rows = await scoredRows(chosen, scored.temperature, { prepared, fit, matrix }, context);
      const rng = Rng.fromSeed(context.config.split.seed).fork('review');
      const calibration: Calibration = {
        ...scored,
        review: { ...aim, ...planReview(rows, aim, { codes: prepared.codes, parentOf: parentsIn(source.codebook) }, rng) },
      };
      await writeJsonArtifact(folder, calibration);
      return { method: calibration.method, temperature: calibration.temperature };
    });
    const calibration = await readJsonArtifact(stored.folder, 'calibration');
    if (calibration.note !== undefined) context.emit({ type: 'note', stage: 'calibrate', message: calibration.note });
    return calibration;
  },
});

function parentsIn(codebook: Codebook | null): (code: string) => string | null {
  const parents = new Map(codebook?.codes.map((code, index) => [code, codebook.parents[index] ?? null]));
  return (code) => parents.get(code) ?? null;
}

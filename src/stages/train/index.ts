import { join } from 'node:path';
import type { FeatureMatrix, FeatureVariants } from '../../artifacts/features.js';
import type { Fit, FitSettings } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rowsWithRole, type Split, TRAIN, VALIDATION } from '../../artifacts/split.js';
import type { Trial, Trials } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import { kernelDigest } from '../../kernels/load-module.js';
import { passesTable } from '../../model/passes-table.js';
import { piece } from '../../runner/pieces.js';
import { type Stage, type StageContext, stageOf } from '../../runner/stage.js';
import { ESTIMATORS } from '../../training/estimators.js';
import { codesOfRows, openTrainingSet } from '../../training/training-rows.js';
import { readFit, writeFit } from './fit-file.js';

/** Raised when the algorithm changes in a way that the other fingerprint fields do not show. */
const FIT_VERSION = 4;

type Input = {
  readonly prepared: Prepared;
  readonly split: Split;
  readonly features: FeatureVariants;
  readonly trials: Trials;
};

/**
 * The final fit: the chosen settings on train + validation rows (or train alone), for as many passes as won, with a
 * certificate. Writes `passes.parquet` anew, with the final fit's passes behind the trials'.
 */
export const trainStage: Stage<Input, Fit> = stageOf({
  name: 'train',
  async *pieces({ prepared, split, features, trials }, context) {
    const chosen = trials.trials[trials.chosen] as Trial;
    const matrix = features.variants[chosen.variantIndex] as FeatureMatrix;
    const roles = context.config.train.final === 'train' ? [TRAIN] : [TRAIN, VALIDATION];
    const settings = finalSettings(chosen);
    const fingerprint: Json = {
      version: FIT_VERSION,
      settings: { ...settings },
      roles,
      matrix: matrix.key,
      split: split.splitDigest,
      weights: { ...context.config.data.weights },
      partitions: prepared.shards.map((shard) => shard.key),
      kernel: kernelDigest('linear'),
    };
    const stored = yield* piece('model', fingerprint, async (folder) => {
      const rows = rowsWithRole(split.role, ...roles);
      const known = codesOfRows(prepared, rows);
      const training = await openTrainingSet(context, matrix, prepared, rows, known.classOfCode, settings.seed);
      let meta: Json = null;
      const request = {
        settings,
        featureCount: matrix.table.featureCount,
        classCount: known.codes.length,
        rows: training.rows(settings.classWeight),
        validation: null,
        metric: trials.metric,
        certify: settings.estimator === 'logistic-regression' && settings.rank === null,
        keep: true,
      };
      await ESTIMATORS[settings.estimator].fitAll(context.tasks, [request], {
        ...watch(context),
        kernelBytes: context.kernelBytes - training.matrix.byteCount,
        onDone: async (_request, result) => {
          meta = await writeFit(folder, { ...result, codes: known.codes, settings, featureCount: request.featureCount });
        },
      });
      return meta;
    });
    const fit = await readFit(stored);
    await context.tables.writeTable(join(context.runFolder, 'passes.parquet'), passesTable([...trials.trials, { passes: fit.passes }]));
    return fit;
  },
});

/** A fast fit runs for exactly the passes that validation liked best; an exact one to its tolerance. */
function finalSettings({ settings, bestPass }: Trial): FitSettings {
  return settings.mode === 'fast' && settings.estimator === 'logistic-regression' ? { ...settings, maxPasses: bestPass } : settings;
}

function watch({ signal, emit }: StageContext) {
  return {
    signal,
    onPass: (_request: number, { pass, objective, seconds }: { pass: number; objective: number; seconds: number }) => {
      emit({ type: 'pass-finished', trial: -1, pass, objective, score: null, seconds });
    },
  };
}

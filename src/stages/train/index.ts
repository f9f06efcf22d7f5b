import type { FeatureMatrix, FeatureVariants } from '../../artifacts/features.js';
import { runFiles } from '../../artifacts/files/run-files.js';
import type { Fit, FitSettings } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { rowsWithRole, type Split } from '../../artifacts/split.js';
import type { Trial, Trials } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import { kindOf } from '../../estimators/kinds.js';
import { writeModelFiles } from '../../estimators/model-files.js';
import { chosenPass } from '../../ml/chosen-pass.js';
import { passesTable } from '../../model/passes-table.js';
import { piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import { type CodebookSource, codebookFingerprint, codebookForFit } from '../../training/codebook-for-fit.js';
import { type FitOptions, fitModels } from '../../training/fit-models.js';
import { shippedRoles } from '../../training/shipped-roles.js';
import { codesOfRows, openTrainingSet } from '../../training/training-rows.js';
import type { Stage, StageContext } from '../stage-context.js';
import { asRounded } from './as-rounded.js';
import { trainCost } from './cost.js';
import { readFit, type StoredFit } from './fit-file.js';

/** Raised when the algorithm changes in a way that the other fingerprint fields do not show. */
const FIT_VERSION = 6;

type Input = {
  readonly source: CodebookSource;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly features: FeatureVariants;
  readonly trials: Trials;
};

/**
 * The final fit: the chosen settings on train + validation rows (or train alone), for as many passes as won, with a
 * certificate where its settings ask for one. Writes `passes.parquet` anew, with the final fit's passes behind the trials'.
 */
export const trainStage: Stage<Input, Fit> = stageOf({
  name: 'train',
  cost: trainCost,
  async *pieces({ source, prepared, split, features, trials }, context) {
    const chosen = trials.trials[trials.chosen] as Trial;
    const matrix = features.variants[chosen.variantIndex] as FeatureMatrix;
    const roles = shippedRoles(context.config.train);
    const kind = kindOf(chosen.settings);
    // As long as validation liked best, where the kind makes passes.
    const numberType = context.config.bundle.weights;
    const settings = kind.settings.final(chosen.settings, { pass: chosen.bestPass, ...chosenPass(chosen) }) as FitSettings;
    const fingerprint: Json = {
      version: FIT_VERSION,
      settings: { ...settings } as unknown as Json,
      roles,
      // What the weights are rounded to.
      numberType,
      matrix: matrix.key,
      split: split.splitDigest,
      weights: { ...context.config.data.weights },
      partitions: prepared.shards.map((shard) => shard.key),
      ...kind.fingerprint(),
      ...codebookFingerprint(kind, settings, source),
    };
    const stored = yield* piece('model', fingerprint, async (folder) => {
      const rows = rowsWithRole(split.role, ...roles);
      const known = codesOfRows(prepared, rows);
      const training = await openTrainingSet(context, matrix, prepared, rows, known.classOfCode, context.config.split.seed);
      const { codes } = known;
      const { featureCount } = matrix.table;
      let meta: Json = null;
      const request = {
        settings,
        featureCount,
        codes,
        ...codebookForFit(kind, settings, source, codes),
        rows: training.rows(settings.classWeight),
        validation: null,
        metric: trials.metric,
        certify: true,
        keep: true,
        numberType,
      };
      await fitModels(kind, context.training, [request], {
        ...watch(context, trials.metric),
        kernelBytes: context.training.kernelBytes - training.byteCount,
        onDone: async (_request, outcome, model) => {
          if (model === null) throw new Error(`a final fit of ${settings.estimator} came without its model`);
          writeModelFiles(folder, model, numberType);
          const stored: StoredFit = { codes, featureCount, settings, ...asRounded(outcome, numberType) };
          meta = stored as unknown as Json;
        },
      }).finally(() => training.close());
      return meta;
    });
    const fit = readFit(stored);
    await context.tables.writeTable(runFiles(context.runFolder).passes, passesTable([...trials.trials, { passes: fit.passes }]));
    return fit;
  },
});

function watch({ signal, emit }: StageContext, metric: string): Pick<FitOptions, 'signal' | 'onPass'> {
  return {
    signal,
    onPass: (_request, { gradientNorm: _, relativeGap: __, ...pass }) => emit({ type: 'pass-finished', trial: -1, metric, ...pass }),
  };
}

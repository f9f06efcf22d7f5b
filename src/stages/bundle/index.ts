import { basename } from 'node:path';
import type { Bundle } from '../../artifacts/bundle.js';
import type { Calibration, Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import { runFiles } from '../../artifacts/files/run-files.js';
import { splitFiles } from '../../artifacts/files/split-files.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import type { Trials } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { placeFileAtomic } from '../../core/files/place-file.js';
import { calibratorOf } from '../../evaluation/calibration/calibrator.js';
import { modelDigestOf, type WrittenParts } from '../../model/bundle/bundle-format.js';
import { contractColumns } from '../../model/bundle/contract-columns.js';
import { reviewPart } from '../../model/bundle/review-part.js';
import { sealBundle, writeBundleParts } from '../../model/bundle/write-bundle.js';
import { piece } from '../../runner/flow/pieces.js';
import { stageOf } from '../../runner/flow/stage.js';
import type { Stage } from '../stage-context.js';
import { bundleFacts } from './bundle-facts.js';
import { bundleCost } from './cost.js';
import { modelCard } from './model-card.js';
import { hasRowIds, rowIdsFingerprint, trainingRowIds } from './training-row-ids.js';
import { unseenShares } from './unseen-shares.js';

const VERSION = 5;

type Input = {
  readonly source: Source;
  readonly prepared: Prepared;
  readonly split: Split;
  readonly matrix: FeatureMatrix;
  readonly fit: Fit;
  readonly trials: Trials;
  readonly calibration: Calibration;
  readonly evaluation: Evaluation;
};

/** Writes the model folder, with `split.parquet` beside it, into the run folder. */
export const bundleStage: Stage<Input, Bundle> = stageOf({
  name: 'bundle',
  cost: bundleCost,
  async *pieces(input, context) {
    const { source, prepared, split, matrix, fit, calibration } = input;
    const id = context.config.data.id;
    const kinds = new Map(source.columns.map(({ name, kind }) => [name, kind]));
    const isSmall = context.config.bundle.weights !== 'f32';
    const namesRows = hasRowIds(fit, context.config);
    const fingerprint: Json = {
      version: VERSION,
      model: fit.modelDigest,
      // The n-gram table and the feature spec.
      matrix: matrix.key,
      isSmall,
      // Titles.
      codebook: source.codebookDigest,
      calibration: { method: calibration.method, ...calibratorOf(calibration) } as unknown as Json,
      review: { ...reviewPart(calibration.review), ...(calibration.review.stopAtParent === true ? { stopAtParent: true } : {}) },
      // The contract: what the columns are …
      id,
      columns: source.columns.map(({ name, kind }) => ({ name, kind })),
      // … and which rows the share of unseen values is of.
      unseen: matrix.spec.categoricalColumns.length === 0 ? null : { shards: prepared.shards.map(({ key }) => key), split: split.splitDigest },
      // Ids of the training rows, where answers name rows.
      ...(namesRows ? { rowIds: rowIdsFingerprint(input, context) } : {}),
    };
    const stored = yield* piece('bundle-parts', fingerprint, async (folder) => {
      const { spec, table } = matrix;
      const written = await writeBundleParts(folder, {
        model: fit.model,
        modelFolder: fit.modelFolder,
        codebook: source.codebook,
        spec,
        table,
        isSmall,
        calibration,
        review: calibration.review,
        rowIds: namesRows ? await trainingRowIds(input, context) : undefined,
        contract: contractColumns(spec, { id, kinds, unseenShares: unseenShares(matrix, prepared, split) }),
      });
      return written as unknown as Json;
    });
    const folder = runFiles(context.runFolder).bundle;
    const facts = bundleFacts(input, basename(context.runFolder), context);
    const sealed = await withFileFailures(context.runFolder, async () => {
      placeFileAtomic(split.file, splitFiles(context.runFolder).split);
      const written = stored.meta as unknown as WrittenParts;
      const card = modelCard(input, context.config, modelDigestOf(written.parts));
      return sealBundle(stored.folder, folder, written, facts, card);
    });
    return { kind: 'bundle', folder, ...sealed };
  },
});

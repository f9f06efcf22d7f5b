import { constants, copyFile, open, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Bundle } from '../../artifacts/bundle.js';
import type { Calibration, Evaluation } from '../../artifacts/evaluation.js';
import type { FeatureMatrix } from '../../artifacts/features.js';
import type { Fit } from '../../artifacts/fit.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import type { Split } from '../../artifacts/split.js';
import type { Trials } from '../../artifacts/trials.js';
import type { Json } from '../../core/canonical-json.js';
import { withFileFailures } from '../../core/file-failure.js';
import type { WrittenParts } from '../../model/bundle-format.js';
import { sealBundle, writeBundleParts } from '../../model/write-bundle.js';
import { piece } from '../../runner/pieces.js';
import { stageOf } from '../../runner/stage.js';
import type { Stage } from '../stage-context.js';
import { bundleFacts } from './bundle-facts.js';
import { bundleCost } from './cost.js';

const VERSION = 2;

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
    const { source, split, matrix, fit, calibration } = input;
    const fingerprint: Json = {
      version: VERSION,
      model: fit.modelDigest,
      // The n-gram table and the feature spec.
      matrix: matrix.key,
      // Titles.
      codebook: source.codebookDigest,
      calibration: { method: calibration.method, temperature: calibration.temperature },
    };
    const stored = yield* piece('bundle-parts', fingerprint, async (folder) => {
      const { spec, table } = matrix;
      const written = await writeBundleParts(folder, {
        model: fit.model,
        codebook: source.codebook,
        spec,
        table,
        calibration,
        reviewThreshold: null,
      });
      return written as unknown as Json;
    });
    const folder = join(context.runFolder, 'bundle');
    const facts = bundleFacts(input, basename(context.runFolder), context);
    const sealed = await withFileFailures(context.runFolder, async () => {
      await placeSplit(split.file, context.runFolder);
      return sealBundle(stored.folder, folder, stored.meta as unknown as WrittenParts, facts);
    });
    return { kind: 'bundle', folder, ...sealed };
  },
});

async function placeSplit(file: string, runFolder: string): Promise<void> {
  const target = join(runFolder, 'split.parquet');
  const temporary = `${target}.${process.pid}.tmp`;
  await copyFile(file, temporary, constants.COPYFILE_FICLONE);
  const handle = await open(temporary, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, target);
}

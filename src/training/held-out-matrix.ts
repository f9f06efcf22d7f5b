import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureMatrix } from '../artifacts/features.js';
import type { PipelineConfig } from '../config/pipeline-config.js';
import { digestBytes, digestJson } from '../core/digest.js';
import { type FoldedRows, rareFeatures } from './rare-features.js';
import type { RowServices } from './training-rows.js';

/** How many training texts make an n-gram known. */
export function leastTexts({ spec }: FeatureMatrix, { privacy }: Pick<PipelineConfig, 'privacy'>): number {
  return Math.max(spec.features.minDocumentFrequency, privacy.minGroupsPerNgram);
}

/** A matrix that is gone when it is closed. */
export interface ScratchMatrix {
  readonly matrix: FeatureMatrix;
  close(): Promise<void>;
}

/**
 * The matrix of held-out rows as models that were fitted without their fold have to see them: as those of texts that are new. Features are
 * fitted on the train rows, so that an n-gram of a train row is always known to it, however rare; without the fold it would not be. All
 * rows that are held out with no fold are empty. Lies in a scratch folder of the run. For `least` see `leastTexts`.
 */
export async function buildHeldOutMatrix(matrix: FeatureMatrix, rows: FoldedRows, least: number, services: RowServices): Promise<ScratchMatrix> {
  const rare = rareFeatures(matrix, rows, least);
  const folder = await mkdtemp(join(await services.store.scratch(), 'held-out-'));
  const fileOf = (shard: number): string => join(folder, `${shard}.matrix`);
  const inputs = matrix.shards.map(({ countsFile }, shard) => ({
    countsFile,
    tableFile: matrix.tableFile,
    spec: matrix.spec,
    file: fileOf(shard),
    fold: rows.fold.slice(matrix.firstRow[shard], matrix.firstRow[shard + 1]),
    foldCount: rows.foldCount,
    rare,
  }));
  const outputs = await services.training.tasks.map('build-held-out', inputs);
  const shards = matrix.shards.map((own, shard) => ({ ...own, file: fileOf(shard), entryCount: outputs[shard]?.entryCount ?? 0 }));
  return {
    matrix: {
      ...matrix,
      key: digestJson({ heldOutOf: matrix.key, folds: digestBytes(rows.fold.slice()), least }),
      shards,
      entryCount: outputs.reduce((sum, { entryCount }) => sum + entryCount, 0),
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

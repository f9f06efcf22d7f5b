import type { FeatureMatrix, FeatureSpec, MatrixShard } from '../../artifacts/features.js';
import { matrixFile } from '../../artifacts/files/matrix-file.js';
import { loadNgramTableFile, NGRAM_TABLE_FILE, ngramTableFile } from '../../artifacts/files/ngram-table-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Json } from '../../core/canonical-json.js';
import { digestJson } from '../../core/digest.js';
import { askFor, type Pieces } from '../../runner/flow/pieces.js';
import type { StoredArtifact } from '../../store/store.js';
import type { StageContext } from '../stage-context.js';
import type { CountedTitles, ShardCounts } from './count-shards.js';
import type { RowProgress } from './progress.js';

const MATRIX_VERSION = 1;

/** What a matrix is built from. */
export interface MatrixInput {
  readonly label: string;
  readonly spec: FeatureSpec;
  readonly prepared: Prepared;
  readonly counts: readonly ShardCounts[];
  readonly titles: CountedTitles | null;
  readonly table: StoredArtifact;
}

/** Builds one variant's matrix, shard by shard. */
export async function* buildMatrix(input: MatrixInput, context: StageContext, progress: RowProgress): Pieces<FeatureMatrix> {
  const { label, spec, prepared, titles, table } = input;
  const counts = titles === null ? input.counts : [...input.counts, titles.counts];
  const tableFile = ngramTableFile(table.folder);
  const pieces = counts.map((shard) => ({ kind: 'matrix-shard', fingerprint: fingerprint(shard, input) }));
  const stored = yield* askFor({
    pieces,
    rowCounts: counts.map(({ rowCount }) => rowCount),
    atOnce: 2 * context.tasks.workerCount,
    onStored: (_artifact, index) => progress.add(input.counts[index]?.rowCount ?? 0),
    makeBatch: async (indexes, folders) => {
      const inputs = indexes.map((index, place) => ({
        countsFile: (counts[index] as ShardCounts).file,
        tableFile,
        spec,
        file: matrixFile(folders[place] as string),
      }));
      const [outputs] = await context.tasks.map('build-matrix', [inputs], { signal: context.signal });
      return outputs as unknown as readonly Json[];
    },
  });
  const made = stored.map(({ folder, meta }, index): MatrixShard => {
    const { rowCount, entryCount } = meta as { rowCount: number; entryCount: number };
    return { file: matrixFile(folder), countsFile: (counts[index] as ShardCounts).file, rowCount, entryCount };
  });
  const shards = made.slice(0, input.counts.length);
  return {
    kind: 'feature-matrix',
    variant: label,
    key: digestJson(pieces.map((each) => each.fingerprint)),
    spec,
    table: loadNgramTableFile(tableFile),
    tableFile,
    shards,
    firstRow: prepared.firstRow,
    rowCount: prepared.rowCount,
    entryCount: shards.reduce((total, { entryCount }) => total + entryCount, 0),
    ...(titles === null ? {} : { titles: { shard: made.at(-1) as MatrixShard, code: titles.code } }),
  };
}

function fingerprint(shard: ShardCounts, { spec, table }: MatrixInput): Json {
  const { ids, maxFeatures, termWeight, blocks, blockWeights } = spec.features;
  return {
    version: MATRIX_VERSION,
    counts: shard.key,
    // Content, not what made it: a split that chooses the same table leaves the matrix.
    table: table.files[NGRAM_TABLE_FILE] ?? null,
    // Column names are in the counts' key; the order of blocks decides weights.
    textColumns: spec.textColumns,
    blocks,
    numericColumns: spec.numericColumns.map(({ column, edges }) => ({ column, edges })),
    ids,
    // The number of buckets; a vocabulary's size is in the table.
    bucketCount: ids === 'hashed' ? maxFeatures : null,
    termWeight,
    blockWeights: { ...blockWeights },
  };
}

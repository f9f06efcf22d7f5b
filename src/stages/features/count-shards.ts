import { ngramCountsFile } from '../../artifacts/files/ngram-counts-file.js';
import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import type { PreparedShard } from '../../artifacts/prepared.js';
import type { Json } from '../../core/canonical-json.js';
import type { Digest } from '../../core/digest.js';
import { askFor, type Pieces } from '../../runner/flow/pieces.js';
import type { StoredArtifact } from '../../store/store.js';
import { GROUP_KEY_VERSION } from '../../text/group-key.js';
import type { NgramSettings } from '../../text/ngram-counter.js';
import type { StageContext } from '../stage-context.js';
import type { RowProgress } from './progress.js';

/** Of the canonical form, the tokens, the hashes and the file: another one makes all counts anew. */
const COUNTS_VERSION = 2;

/** The stored n-gram counts of a shard. */
export interface ShardCounts {
  readonly key: Digest;
  readonly file: string;
  readonly rowCount: number;
}

/** The same of the titles of the codebook. */
export interface CountedTitles {
  readonly counts: ShardCounts;
  /** The code of each title, an index into `Prepared.codes`. */
  readonly code: Int32Array;
}

/** What is counted of a shard lies in its folder. */
type TextShard = Pick<PreparedShard, 'key' | 'folder' | 'rowCount'>;

/** Counts the n-grams of every shard. A shard's counts depend on its texts and the settings alone: a new partition leaves the others'. */
export async function* countShards(
  shards: readonly TextShard[],
  settings: NgramSettings,
  numericColumns: readonly string[],
  context: StageContext,
  progress?: RowProgress,
): Pieces<readonly ShardCounts[]> {
  const stored = yield* askFor({
    pieces: shards.map((shard) => ({ kind: 'ngram-counts', fingerprint: fingerprint(shard, settings, numericColumns) })),
    rowCounts: shards.map(({ rowCount }) => rowCount),
    atOnce: 2 * context.tasks.workerCount,
    onStored: (_artifact, index) => progress?.add((shards[index] as TextShard).rowCount),
    makeBatch: async (indexes, folders) => {
      const inputs = indexes.map((index, place) => ({
        textsFile: preparedShardFiles((shards[index] as TextShard).folder).texts,
        settings,
        file: ngramCountsFile(folders[place] as string),
      }));
      const [outputs] = await context.tasks.map('count-ngrams', [inputs], { signal: context.signal });
      return outputs as unknown as readonly Json[];
    },
  });
  return shards.map(({ rowCount }, index) => {
    const { key, folder } = stored[index] as StoredArtifact;
    return { key, file: ngramCountsFile(folder), rowCount };
  });
}

function fingerprint(
  shard: TextShard,
  { text, textColumns, categoricalColumns, categoryForm, words, chars }: NgramSettings,
  numericColumns: readonly string[],
): Json {
  return {
    version: COUNTS_VERSION,
    // The texts and covariates themselves.
    shard: shard.key,
    text: { ...text },
    // Names of columns are part of the names of n-grams.
    textColumns,
    categoricalColumns,
    numericColumns,
    // Which values of them are one; nothing without covariates.
    ...(categoricalColumns.length === 0 ? {} : { categoryForm: categoryForm ?? null }),
    words,
    chars,
    // Both forms come from the same tables.
    canonicalForm: GROUP_KEY_VERSION,
  };
}

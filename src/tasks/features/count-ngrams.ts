import { writeNgramCounts } from '../../artifacts/files/ngram-counts-file.js';
import { loadTextsFile } from '../../artifacts/files/texts-file.js';
import type { NgramSettings } from '../../text/ngram-counter.js';
import { countShard } from './count-shard.js';

/** The texts of a shard, and how they are cut into n-grams. */
export interface CountNgramsInput {
  /** `texts.arrow` of a prepared shard. */
  readonly textsFile: string;
  readonly settings: NgramSettings;
  /** The file to write. */
  readonly file: string;
}

/** Rows, distinct n-grams and entries of the file. */
export interface CountNgramsOutput {
  readonly rowCount: number;
  readonly keyCount: number;
  readonly entryCount: number;
}

/** Counts the n-grams of some prepared shards into a file each (see `ngram-counts-file.ts`). */
export default function countNgrams(shards: readonly CountNgramsInput[]): readonly CountNgramsOutput[] {
  return shards.map(countOne);
}

function countOne({ textsFile, settings, file }: CountNgramsInput): CountNgramsOutput {
  const counts = countShard(loadTextsFile(textsFile), settings);
  writeNgramCounts(file, counts);
  return { rowCount: counts.rowCount, keyCount: counts.keyLow.length, entryCount: counts.entryKey.length };
}

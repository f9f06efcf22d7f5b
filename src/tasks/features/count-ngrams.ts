import { writeNgramCounts } from '../../artifacts/files/ngram-counts-file.js';
import { loadTextBytes } from '../../artifacts/files/texts-file.js';
import { NgramKernel } from '../../kernels/ngram-kernel.js';
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

/** A kernel outlives a shard, since fresh memory costs as much as what is written to it, unless long texts made it larger than 32 MB. */
const MOST_KEPT_BYTES = 1 << 25;
let kept: NgramKernel | undefined;

/** Counts the n-grams of some prepared shards into a file each (see `ngram-counts-file.ts`). */
export default function countNgrams(shards: readonly CountNgramsInput[]): readonly CountNgramsOutput[] {
  return shards.map(countOne);
}

function countOne({ textsFile, settings, file }: CountNgramsInput): CountNgramsOutput {
  const kernel = kept ?? new NgramKernel();
  // One whose counting failed is not used again.
  kept = undefined;
  const counts = countShard(loadTextBytes(textsFile), settings, kernel);
  writeNgramCounts(file, counts);
  if (kernel.byteCount <= MOST_KEPT_BYTES) kept = kernel;
  return { rowCount: counts.rowCount, keyCount: counts.keyLow.length, entryCount: counts.entryKey.length };
}

/** Lets go of the kernel that is kept. */
export function forgetKernel(): void {
  kept = undefined;
}

import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import type { SparseRows } from '../../artifacts/files/matrix-file.js';
import { weightsOfBlocks } from '../../model/vectors/feature-blocks.js';
import { TABULATED, tabulateWeights, weighTimes } from '../../model/vectors/term-weight.js';
import type { BoundCounts } from './bind-counts.js';
import type { FindKeys } from './find-keys.js';
import { findShardFeatures, type ShardFeatures } from './shard-features.js';

/** The entries of a shard's rows, to be kept from shard to shard: fresh memory costs as much as what is written to it. */
export class EntryBuffers {
  ids = new Uint32Array(0);
  values = new Float32Array(0);

  reserve(entryCount: number): void {
    if (entryCount <= this.ids.length) return;
    this.ids = new Uint32Array(entryCount);
    this.values = new Float32Array(entryCount);
  }
}

/**
 * The vectors of a shard's rows: to the bit what `VectorBuilder`, where the formula stands, gives row by row. What costs there is
 * reaching into arrays as long as the table and sorting ids; here features are numbered by shard, and rows are sorted by marking
 * bits. The rows are views of `buffers`. Cost: linear in the counts, plus the table once.
 */
export function buildRows(counts: BoundCounts, spec: FeatureSpec, table: NgramTable, findKeys: FindKeys, buffers = new EntryBuffers()): SparseRows {
  buffers.reserve(counts.entryKey.length);
  const builder = new RowsBuilder(counts, spec, findShardFeatures(findKeys(counts), table), buffers);
  const offsets = new Uint32Array(counts.rowCount + 1);
  for (let row = 0; row < counts.rowCount; row++) {
    builder.add(counts.offsets[row]!, counts.offsets[row + 1]!);
    offsets[row + 1] = builder.end;
  }
  return { offsets, ids: buffers.ids.subarray(0, builder.end), values: buffers.values.subarray(0, builder.end) };
}

/** Places in lists of a row, in as few bytes as the longest row needs. */
type Places = Uint16Array | Uint32Array;

class RowsBuilder {
  end = 0;
  readonly #counts: BoundCounts;
  readonly #features: ShardFeatures;
  readonly #buffers: EntryBuffers;
  readonly #blockWeights: readonly number[];
  readonly #isOneBlock: boolean;
  readonly #termWeight: FeatureSpec['features']['termWeight'];
  /** t' by t. */
  readonly #weighed: Float64Array;
  // Of a block of a row, with room for one more: entry i has a feature (as in `ofKey`), its idf, Σ t' and Σ t'².
  readonly #feature: Int32Array;
  readonly #idf: Float32Array;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  /** One more than the place in those lists of a feature with several members; zero between blocks. */
  readonly #blockPlace: Places;
  // Of a row: the values so far, where in them a feature stands, a bit for each feature, and a bit for each word of those bits.
  readonly #value: Float64Array;
  readonly #rowPlace: Places;
  readonly #bits: Int32Array;
  readonly #words: Int32Array;
  #valueCount = 0;
  // Entries of a block without twins; zero between blocks.
  readonly #twinTimes: Float64Array;
  readonly #twins: Uint32Array;
  readonly #times: Uint32Array;

  constructor(counts: BoundCounts, spec: FeatureSpec, features: ShardFeatures, buffers: EntryBuffers) {
    const longest = longestRow(counts);
    const places = () => (longest < 0x10000 ? new Uint16Array(features.ids.length) : new Uint32Array(features.ids.length));
    const wordCount = Math.ceil(features.ids.length / 32);
    this.#counts = counts;
    this.#features = features;
    this.#buffers = buffers;
    this.#blockWeights = weightsOfBlocks(spec);
    this.#isOneBlock = counts.keyBlock.every((block) => block === counts.keyBlock[0]);
    this.#termWeight = spec.features.termWeight;
    this.#weighed = tabulateWeights(this.#termWeight);
    this.#feature = new Int32Array(longest + 1);
    this.#idf = new Float32Array(longest + 1);
    this.#sum = new Float64Array(longest + 1);
    this.#squares = new Float64Array(longest + 1);
    this.#blockPlace = places();
    this.#value = new Float64Array(longest);
    this.#rowPlace = places();
    this.#bits = new Int32Array(wordCount);
    this.#words = new Int32Array(Math.ceil(wordCount / 32));
    const twinCount = features.twin?.length ?? 0;
    this.#twinTimes = new Float64Array(twinCount);
    this.#twins = new Uint32Array(twinCount === 0 ? 0 : longest);
    this.#times = new Uint32Array(twinCount === 0 ? 0 : longest);
  }

  /** Appends the vector of entries `from` to `to` - 1, which come block by block. */
  add(from: number, to: number): void {
    const { entryKey, entryTimes, keyBlock } = this.#counts;
    const { twin } = this.#features;
    for (let start = from; start < to; ) {
      const block = keyBlock[entryKey[start]!]!;
      const end = this.#isOneBlock ? to : this.#endOfBlock(start, to);
      const count =
        twin === null ? this.#gather(entryKey, entryTimes, start, end) : this.#gather(this.#twins, this.#times, 0, this.#join(twin, start, end));
      if (count > 0) this.#mark(count, this.#blockWeights[block]!);
      start = end;
    }
    this.#emit();
  }

  #endOfBlock(start: number, to: number): number {
    const { entryKey, keyBlock } = this.#counts;
    const block = keyBlock[entryKey[start]!]!;
    let end = start + 1;
    while (end < to && keyBlock[entryKey[end]!] === block) end++;
    return end;
  }

  /** Adds up the times of n-grams that share a table key, in order of the first of them; gives their number. */
  #join(twin: Uint32Array, from: number, to: number): number {
    const { entryKey, entryTimes } = this.#counts;
    let count = 0;
    for (let e = from; e < to; e++) {
      const key = twin[entryKey[e]!]!;
      if (this.#twinTimes[key] === 0) this.#twins[count++] = key;
      this.#twinTimes[key]! += entryTimes[e]!;
    }
    for (let i = 0; i < count; i++) {
      this.#times[i] = this.#twinTimes[this.#twins[i]!]!;
      this.#twinTimes[this.#twins[i]!] = 0;
    }
    return count;
  }

  /** Sums the entries of a block by feature, in order of first occurrence; gives the number of features. */
  #gather(keys: ArrayLike<number>, times: ArrayLike<number>, from: number, to: number): number {
    const { ofKey, idfOfKey } = this.#features;
    const feature = this.#feature;
    const idf = this.#idf;
    const sum = this.#sum;
    const squares = this.#squares;
    const place = this.#blockPlace;
    const weighed = this.#weighed;
    let count = 0;
    for (let e = from; e < to; e++) {
      const key = keys[e]!;
      const found = ofKey[key]!;
      const t = times[e]! < TABULATED ? weighed[times[e]!]! : weighTimes(this.#termWeight, times[e]!);
      // Written before it is known to count, which spares a branch that nobody could foretell: the next one is written over it.
      feature[count] = found;
      idf[count] = idfOfKey[key]!;
      sum[count] = t;
      squares[count] = t * t;
      if ((found & 1) === 0) {
        count++;
        continue;
      }
      if (found < 0) continue;
      const known = place[found >>> 1]!;
      if (known === 0) {
        place[found >>> 1] = ++count;
        continue;
      }
      sum[known - 1]! += t;
      squares[known - 1]! += t * t;
    }
    return count;
  }

  /** Norms a block and adds it to the row. */
  #mark(count: number, weight: number): void {
    const scale = weight / Math.sqrt(this.#finishSums(count));
    const feature = this.#feature;
    const sum = this.#sum;
    const value = this.#value;
    const place = this.#rowPlace;
    const bits = this.#bits;
    const words = this.#words;
    let valueCount = this.#valueCount;
    for (let i = 0; i < count; i++) {
      const found = feature[i]! >>> 1;
      const word = bits[found >>> 5]!;
      const bit = 1 << found;
      if ((word & bit) !== 0) {
        value[place[found]!]! += sum[i]! * scale;
        continue;
      }
      bits[found >>> 5] = word | bit;
      words[found >>> 10]! |= 1 << (found >>> 5);
      place[found] = valueCount;
      value[valueCount++] = sum[i]! * scale;
    }
    this.#valueCount = valueCount;
  }

  /** Turns Σ t' into idf · Σ t' / √members and gives Σ (idf · t')². */
  #finishSums(count: number): number {
    const { memberCount } = this.#features;
    const feature = this.#feature;
    const sum = this.#sum;
    const squares = this.#squares;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const idf = this.#idf[i]!;
      total += idf * idf * squares[i]!;
      sum[i] = idf * sum[i]!;
      if ((feature[i]! & 1) === 0) continue;
      const found = feature[i]! >>> 1;
      sum[i] = sum[i]! / Math.sqrt(memberCount[found]!);
      this.#blockPlace[found] = 0;
    }
    return total;
  }

  /** Appends the row by ascending feature, which is ascending id, and clears it. */
  #emit(): void {
    const idOf = this.#features.ids;
    const { ids, values } = this.#buffers;
    const value = this.#value;
    const place = this.#rowPlace;
    const bits = this.#bits;
    const words = this.#words;
    let end = this.end;
    for (let w = 0; w < words.length; w++) {
      for (let left = words[w]!; left !== 0; left &= left - 1) {
        const b = 32 * w + 31 - Math.clz32(left & -left);
        for (let word = bits[b]!; word !== 0; word &= word - 1) {
          const found = 32 * b + 31 - Math.clz32(word & -word);
          ids[end] = idOf[found]!;
          values[end++] = value[place[found]!]!;
        }
        bits[b] = 0;
      }
      words[w] = 0;
    }
    this.end = end;
    this.#valueCount = 0;
  }
}

function longestRow({ offsets, rowCount }: BoundCounts): number {
  let longest = 0;
  for (let row = 0; row < rowCount; row++) longest = Math.max(longest, offsets[row + 1]! - offsets[row]!);
  return longest;
}

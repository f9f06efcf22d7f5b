import type { FeatureSpec } from '../../artifacts/features.js';
import { weightsOfBlocks } from './feature-blocks.js';
import { TABULATED, tabulateWeights, weighTimes } from './term-weight.js';

/** What is known of n-grams, by the number that the entries of rows have for them. Features have numbers of their own. */
export interface NgramFeatures {
  /** The id of each feature, ascending; null where the numbers of features are their ids. */
  readonly ids: Uint32Array | null;
  /** Table keys of each feature. */
  readonly memberCount: Uint32Array;
  /** By n-gram: twice its feature, plus 1 where several table keys share the feature; -1: not in the table. */
  readonly ofKey: Int32Array;
  /** idf of the n-gram's feature. */
  readonly idfOfKey: Float32Array;
  /** The block that each n-gram is normed in. */
  readonly blockOfKey: Uint8Array;
  /** By n-gram: the first one with the same table key. Null when every n-gram of a block has a table key of its own. */
  readonly twin: Uint32Array | null;
}

/** Entries of rows, one behind the other, to be kept for the next rows: fresh memory costs as much as what is written to it. */
export class EntryBuffers {
  ids = new Uint32Array(0);
  values = new Float32Array(0);

  /** Makes room for so many entries, of which the first `kept` stay. */
  reserve(entryCount: number, kept = 0): void {
    if (entryCount <= this.ids.length) return;
    const capacity = kept === 0 ? entryCount : Math.max(entryCount, 2 * kept);
    const [ids, values] = [new Uint32Array(capacity), new Float32Array(capacity)];
    ids.set(this.ids.subarray(0, kept));
    values.set(this.values.subarray(0, kept));
    this.ids = ids;
    this.values = values;
  }
}

/** Places in lists of a row, in as few bytes as the longest row needs. */
type Places = Uint16Array | Uint32Array;

/**
 * Turns the counted n-grams of rows into their sparse vectors: to the bit what `VectorBuilder`, where the formula stands, gives. What costs
 * there is sorting ids; here rows are sorted by marking bits. Cost: linear in the entries of a row, plus a bit for each 1024 features.
 */
export class RowBuilder {
  /** Entries so far of all rows, in `buffers`. */
  end = 0;
  readonly #features: NgramFeatures;
  readonly #buffers: EntryBuffers;
  readonly #blockWeights: readonly number[];
  readonly #termWeight: FeatureSpec['features']['termWeight'];
  /** t' by t. */
  readonly #weighed: Float64Array;
  /** Entries that a row may have before the lists below grow. */
  #longest = 0;
  // Of a block of a row, with room for one more: entry i has a feature (as in `ofKey`), its idf, Σ t' and Σ t'².
  #feature = new Int32Array(1);
  #idf = new Float32Array(1);
  #sum = new Float64Array(1);
  #squares = new Float64Array(1);
  /** One more than the place in those lists of a feature with several members; zero between blocks. */
  #blockPlace: Places = new Uint16Array(0);
  // Of a row: the values so far, where in them a feature stands, a bit for each feature, and a bit for each word of those bits.
  #value = new Float64Array(0);
  #rowPlace: Places = new Uint16Array(0);
  readonly #bits: Int32Array;
  readonly #words: Int32Array;
  #valueCount = 0;
  // Entries of a block without twins; zero between blocks.
  readonly #twinTimes: Float64Array;
  #twins = new Uint32Array(0);
  #times = new Uint32Array(0);

  /** Rows go into `buffers`. Faster where no row has more entries than `longest` says. */
  constructor(spec: FeatureSpec, features: NgramFeatures, buffers: EntryBuffers, longest: number) {
    const wordCount = Math.ceil(features.memberCount.length / 32);
    this.#features = features;
    this.#buffers = buffers;
    this.#blockWeights = weightsOfBlocks(spec);
    this.#termWeight = spec.features.termWeight;
    this.#weighed = tabulateWeights(this.#termWeight);
    this.#bits = new Int32Array(wordCount);
    this.#words = new Int32Array(Math.ceil(wordCount / 32));
    this.#twinTimes = new Float64Array(features.twin?.length ?? 0);
    this.#makeRoom(longest);
  }

  /** Appends the vector of entries `from` to `to` - 1, which come block by block. */
  add(entryKey: ArrayLike<number>, entryTimes: ArrayLike<number>, from: number, to: number): void {
    const { twin, blockOfKey } = this.#features;
    if (to - from > this.#longest) this.#makeRoom(2 * (to - from));
    this.#buffers.reserve(this.end + to - from, this.end);
    for (let start = from; start < to; ) {
      const block = blockOfKey[entryKey[start]!]!;
      const end = endOfBlock(blockOfKey, entryKey, start, to);
      const count =
        twin === null
          ? this.#gather(entryKey, entryTimes, start, end)
          : this.#gather(this.#twins, this.#times, 0, this.#join(twin, entryKey, entryTimes, start, end));
      if (count > 0) this.#mark(count, this.#blockWeights[block]!);
      start = end;
    }
    this.#emit();
  }

  #makeRoom(longest: number): void {
    const featureCount = this.#features.memberCount.length;
    const places = (): Places => (longest < 0x10000 ? new Uint16Array(featureCount) : new Uint32Array(featureCount));
    this.#longest = longest;
    this.#feature = new Int32Array(longest + 1);
    this.#idf = new Float32Array(longest + 1);
    this.#sum = new Float64Array(longest + 1);
    this.#squares = new Float64Array(longest + 1);
    this.#blockPlace = places();
    this.#value = new Float64Array(longest);
    this.#rowPlace = places();
    this.#twins = new Uint32Array(this.#features.twin === null ? 0 : longest);
    this.#times = new Uint32Array(this.#twins.length);
  }

  /** Adds up the times of n-grams that share a table key, in order of the first of them; gives their number. */
  #join(twin: Uint32Array, entryKey: ArrayLike<number>, entryTimes: ArrayLike<number>, from: number, to: number): number {
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
          ids[end] = idOf === null ? found : idOf[found]!;
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

function endOfBlock(blockOfKey: Uint8Array, entryKey: ArrayLike<number>, start: number, to: number): number {
  // Blocks come in order, so that the last entry tells whether there is only one.
  const block = blockOfKey[entryKey[start]!]!;
  if (blockOfKey[entryKey[to - 1]!] === block) return to;
  let end = start + 1;
  while (blockOfKey[entryKey[end]!] === block) end++;
  return end;
}

import { bucketOf, finalise } from '../../../text/murmur3.js';
import type { BoundCounts } from '../bind-counts.js';
import {
  BIN_NAME,
  FREQUENCY,
  HIGH,
  LOW,
  MIXED_BLOCK,
  NAME,
  ORIGIN,
  RANGE_COUNT,
  RECORD_WORDS,
  rangeOf,
  SIGNATURE_A,
  SIGNATURE_B,
  TIMES,
} from './document-records.js';

/** Records grouped by range: range i has records starts[i] … starts[i+1]-1. */
export interface RangedRecords {
  readonly starts: Uint32Array;
  readonly records: Uint32Array;
}

/** The records of a shard: one for each n-gram that a counted row has, and for hashed ids one for each bucket. */
export interface DocumentCounts {
  readonly ngrams: RangedRecords;
  /** Buckets with their own frequencies (a text with two n-grams of a bucket counts once); null for a vocabulary. */
  readonly buckets: RangedRecords | null;
}

/**
 * Document frequencies and signatures over the rows of a shard that are `counted`: the first training row of each text.
 * `firstRow` is the shard's first row of the run, so that a row's number names its text in every cut into shards. Cost:
 * linear.
 */
export function countDocuments(counts: BoundCounts, counted: Uint8Array, firstRow: number, bucketCount: number | null): DocumentCounts {
  const sums = new KeySums(counts.keyLow.length);
  for (let row = 0; row < counts.rowCount; row++) {
    if (counted[firstRow + row] === 1) sums.add(counts.entryKey, counts.entryTimes, counts.offsets[row]!, counts.offsets[row + 1]!, firstRow + row);
  }
  const ngrams = recordsOf(sums, counts, bucketCount);
  return { ngrams, buckets: bucketCount === null ? null : countBuckets(counts, sums, counted, firstRow, bucketCount) };
}

function countBuckets(counts: BoundCounts, ofKeys: KeySums, counted: Uint8Array, firstRow: number, bucketCount: number): RangedRecords {
  const { buckets, bucketOfKey, block } = localBuckets(counts, ofKeys, bucketCount);
  const sums = new KeySums(buckets.length);
  const timesOf = new Uint32Array(buckets.length);
  const used = new Uint32Array(buckets.length);
  const times = new Uint32Array(buckets.length);
  for (let row = 0; row < counts.rowCount; row++) {
    if (counted[firstRow + row] !== 1) continue;
    let usedCount = 0;
    for (let e = counts.offsets[row]!; e < counts.offsets[row + 1]!; e++) {
      const bucket = bucketOfKey[counts.entryKey[e]!]!;
      if (timesOf[bucket] === 0) used[usedCount++] = bucket;
      timesOf[bucket]! += counts.entryTimes[e]!;
    }
    for (let u = 0; u < usedCount; u++) {
      times[u] = timesOf[used[u]!]!;
      timesOf[used[u]!] = 0;
    }
    sums.add(used, times, 0, usedCount, firstRow + row);
  }
  const keys = { keyLow: buckets, keyHigh: new Uint32Array(buckets.length), keyBlock: block, ownKeyCount: buckets.length };
  return recordsOf(sums, keys, bucketCount);
}

/** The buckets of the keys that a counted row has, numbered by first key; a bucket of keys of several blocks is `MIXED_BLOCK`. */
function localBuckets(
  { keyLow, keyBlock }: BoundCounts,
  ofKeys: KeySums,
  bucketCount: number,
): { buckets: Uint32Array; bucketOfKey: Uint32Array; block: Uint8Array } {
  const known = new Map<number, number>();
  const bucketOfKey = new Uint32Array(keyLow.length);
  const block = new Uint8Array(keyLow.length);
  for (let key = 0; key < keyLow.length; key++) {
    // Keys of other rows must not count: which of them a shard has depends on how the shards are cut.
    if (ofKeys.frequency(key) === 0) continue;
    const bucket = bucketOf(keyLow[key]!, bucketCount);
    const local = known.get(bucket) ?? known.size;
    if (local === known.size) {
      known.set(bucket, local);
      block[local] = keyBlock[key]!;
    } else if (block[local] !== keyBlock[key]) {
      block[local] = MIXED_BLOCK;
    }
    bucketOfKey[key] = local;
  }
  return { buckets: Uint32Array.from(known.keys()), bucketOfKey, block };
}

/** Words a key in `KeySums`: frequency, two signatures, times. */
const SUM_WORDS = 4;

/** Sums by key, side by side: an entry touches one line of memory. */
class KeySums {
  readonly words: Int32Array;

  constructor(keyCount: number) {
    this.words = new Int32Array(SUM_WORDS * keyCount);
  }

  frequency(key: number): number {
    return this.words[SUM_WORDS * key]!;
  }

  /** Adds entries `from` to `to` - 1 of row `row` of the run. Nearly all times are 1: the signature of those is found once a row. */
  add(keys: ArrayLike<number>, times: ArrayLike<number>, from: number, to: number, row: number): void {
    const { words } = this;
    const mixA = finalise(row ^ 0x9e3779b9);
    const mixB = finalise(row ^ 0x7f4a7c15);
    const onceA = finalise(mixA + 0x85ebca6b);
    const onceB = finalise(mixB + 0xc2b2ae35);
    for (let e = from; e < to; e++) {
      const at = SUM_WORDS * keys[e]!;
      const t = times[e]!;
      words[at]!++;
      words[at + 1]! += t === 1 ? onceA : finalise(mixA + Math.imul(t, 0x85ebca6b));
      words[at + 2]! += t === 1 ? onceB : finalise(mixB + Math.imul(t, 0xc2b2ae35));
      words[at + 3]! += t;
    }
  }
}

/** Records of the keys that a counted row has, range by range, in the order of the keys inside a range. */
function recordsOf(
  sums: KeySums,
  keys: Pick<BoundCounts, 'keyLow' | 'keyHigh' | 'keyBlock' | 'ownKeyCount'>,
  bucketCount: number | null,
): RangedRecords {
  const { keyLow, keyHigh, keyBlock, ownKeyCount } = keys;
  const { words } = sums;
  const range = new Uint8Array(keyLow.length);
  const starts = new Uint32Array(RANGE_COUNT + 1);
  for (let key = 0; key < keyLow.length; key++) {
    if (words[SUM_WORDS * key] === 0) continue;
    range[key] = rangeOf(keyHigh[key]!, bucketCount === null ? 0 : bucketOf(keyLow[key]!, bucketCount), bucketCount);
    starts[range[key]! + 1]!++;
  }
  for (let r = 0; r < RANGE_COUNT; r++) starts[r + 1]! += starts[r]!;
  const records = new Uint32Array(starts[RANGE_COUNT]! * RECORD_WORDS);
  const next = starts.slice();
  for (let key = 0; key < keyLow.length; key++) {
    const sum = SUM_WORDS * key;
    if (words[sum] === 0) continue;
    const at = next[range[key]!]!++ * RECORD_WORDS;
    records[at + HIGH] = keyHigh[key]!;
    records[at + LOW] = keyLow[key]!;
    records[at + FREQUENCY] = words[sum]!;
    records[at + SIGNATURE_A] = words[sum + 1]!;
    records[at + SIGNATURE_B] = words[sum + 2]!;
    records[at + TIMES] = words[sum + 3]!;
    records[at + ORIGIN] = keyBlock[key]!;
    records[at + NAME] = key < ownKeyCount ? key : BIN_NAME + key - ownKeyCount;
  }
  return { starts, records };
}

import { bucketOf } from '../../../text/murmur3.js';
import { FREQUENCY, HIGH, LOW, MIXED_BLOCK, NAME, NO_NAME, ORIGIN, RECORD_WORDS, TIMES } from './document-records.js';

/** The records of some ranges over all shards. */
export interface MergedDocuments {
  /** Keys (or buckets) with the minimum document frequency, ascending by (high, low). */
  readonly records: Uint32Array;
  /** Distinct n-grams before the cut. */
  readonly distinctCount: number;
  /** Distinct n-grams that share their bucket with another one, less one a bucket; 0 for a vocabulary. */
  readonly collisionCount: number;
}

/**
 * What is cut: keys in fewer texts than either number. A bucket may hold n-grams that are rarer than `minGroupsPerNgram`; it is
 * never named after one.
 */
export interface MergeLimits {
  readonly minDocumentFrequency: number;
  readonly minGroupsPerNgram: number;
}

/** Records of one shard, range by range: range i of those merged has records starts[i] … starts[i+1]-1. */
export interface RangedSlice {
  readonly starts: Uint32Array;
  readonly records: Uint32Array;
}

/** Merges the n-gram records of all shards, given in shard order, and cuts by document frequency. Near-linear. */
export function mergeNgrams(shards: readonly RangedSlice[], limits: MergeLimits): MergedDocuments {
  return joinRanges(shards, (range) => {
    const merged = mergeRecords(recordsOf(shards, range));
    const records = sortRecords(cut(merged, limits));
    return { records, distinctCount: merged.length / RECORD_WORDS, collisionCount: 0 };
  });
}

/**
 * The same for hashed ids: bucket records decide frequency and signature; a bucket is named after its most frequent n-gram
 * (ties: the smaller key).
 */
export function mergeBuckets(
  ngramShards: readonly RangedSlice[],
  bucketShards: readonly RangedSlice[],
  bucketCount: number,
  limits: MergeLimits,
): MergedDocuments {
  return joinRanges(ngramShards, (range) => {
    const ngrams = mergeRecords(recordsOf(ngramShards, range));
    const best = mostFrequent(ngrams, bucketCount);
    const records = sortRecords(cut(mergeRecords(recordsOf(bucketShards, range)), limits));
    for (let at = 0; at < records.length; at += RECORD_WORDS) {
      const named = best.get(records[at + LOW]!)!;
      records[at + ORIGIN] = (ngrams[named + ORIGIN]! & ~0xff) | (records[at + ORIGIN]! & 0xff);
      records[at + NAME] = ngrams[named + NAME]!;
      hideRareName(records, at, ngrams[named + FREQUENCY]!, limits);
    }
    const distinctCount = ngrams.length / RECORD_WORDS;
    return { records, distinctCount, collisionCount: distinctCount - best.size };
  });
}

/** Merges range by range: the tables of one stay in the caches, and ranges come in the order of their keys. */
function joinRanges(shards: readonly RangedSlice[], merge: (range: number) => MergedDocuments): MergedDocuments {
  const rangeCount = (shards[0]?.starts.length ?? 1) - 1;
  const parts = Array.from({ length: rangeCount }, (_, range) => merge(range));
  const records = new Uint32Array(parts.reduce((total, part) => total + part.records.length, 0));
  let end = 0;
  for (const part of parts) {
    records.set(part.records, end);
    end += part.records.length;
  }
  const sumOf = (count: 'distinctCount' | 'collisionCount') => parts.reduce((total, part) => total + part[count], 0);
  return { records, distinctCount: sumOf('distinctCount'), collisionCount: sumOf('collisionCount') };
}

function recordsOf(shards: readonly RangedSlice[], range: number): Uint32Array[] {
  return shards.map(({ starts, records }) => records.subarray(starts[range]! * RECORD_WORDS, starts[range + 1]! * RECORD_WORDS));
}

/** Where the record of each bucket's most frequent n-gram stands. */
function mostFrequent(ngrams: Uint32Array, bucketCount: number): Map<number, number> {
  const best = new Map<number, number>();
  for (let at = 0; at < ngrams.length; at += RECORD_WORDS) {
    const bucket = bucketOf(ngrams[at + LOW]!, bucketCount);
    const held = best.get(bucket);
    if (held === undefined || comesBefore(ngrams, at, held)) best.set(bucket, at);
  }
  return best;
}

function comesBefore(records: Uint32Array, a: number, b: number): boolean {
  return (records[b + FREQUENCY]! - records[a + FREQUENCY]! || compareKeys(records, a, b)) < 0;
}

function compareKeys(records: Uint32Array, a: number, b: number): number {
  return records[a + HIGH]! - records[b + HIGH]! || records[a + LOW]! - records[b + LOW]!;
}

function hideRareName(records: Uint32Array, at: number, frequency: number, { minGroupsPerNgram }: MergeLimits): void {
  if (frequency < minGroupsPerNgram) records[at + NAME] = NO_NAME;
}

/** One record a key, with the sums of all shards and the name of the first; block `MIXED_BLOCK` where shards disagree. */
function mergeRecords(shards: readonly Uint32Array[]): Uint32Array {
  const merged = new Uint32Array(shards.reduce((total, records) => total + records.length, 0));
  let slotCount = 1024;
  while (slotCount * RECORD_WORDS < 2 * merged.length) slotCount *= 2;
  const slots = new Int32Array(slotCount).fill(-1);
  let end = 0;
  shards.forEach((records, shard) => {
    for (let at = 0; at < records.length; at += RECORD_WORDS) {
      const slot = findSlot(slots, merged, records[at + HIGH]!, records[at + LOW]!);
      const held = slots[slot]!;
      if (held >= 0) {
        addRecord(merged, held, records, at);
        continue;
      }
      slots[slot] = end;
      for (let word = 0; word < RECORD_WORDS; word++) merged[end + word] = records[at + word]!;
      merged[end + ORIGIN]! += shard * 256;
      end += RECORD_WORDS;
    }
  });
  return merged.subarray(0, end);
}

function findSlot(slots: Int32Array, merged: Uint32Array, high: number, low: number): number {
  const mask = slots.length - 1;
  // The high bits of a key are equal inside a range; for buckets there is only the low word, which is dense.
  let slot = (low ^ high) & mask;
  for (let at = slots[slot]!; at >= 0; at = slots[slot]!) {
    if (merged[at + HIGH] === high && merged[at + LOW] === low) return slot;
    slot = (slot + 1) & mask;
  }
  return slot;
}

function addRecord(merged: Uint32Array, held: number, records: Uint32Array, at: number): void {
  for (let word = FREQUENCY; word <= TIMES; word++) merged[held + word]! += records[at + word]!;
  if ((merged[held + ORIGIN]! & 0xff) !== (records[at + ORIGIN]! & 0xff)) merged[held + ORIGIN]! |= MIXED_BLOCK;
}

/** Moves the records that stay to the front. */
function cut(records: Uint32Array, { minDocumentFrequency, minGroupsPerNgram }: MergeLimits): Uint32Array {
  const least = Math.max(minDocumentFrequency, minGroupsPerNgram);
  let end = 0;
  for (let at = 0; at < records.length; at += RECORD_WORDS) {
    if (records[at + FREQUENCY]! < least) continue;
    for (let word = 0; word < RECORD_WORDS; word++) records[end + word] = records[at + word]!;
    end += RECORD_WORDS;
  }
  return records.subarray(0, end);
}

function sortRecords(records: Uint32Array): Uint32Array {
  const order = new Uint32Array(records.length / RECORD_WORDS);
  for (let i = 0; i < order.length; i++) order[i] = i * RECORD_WORDS;
  order.sort((a, b) => compareKeys(records, a, b));
  const sorted = new Uint32Array(records.length);
  order.forEach((from, i) => {
    for (let word = 0; word < RECORD_WORDS; word++) sorted[i * RECORD_WORDS + word] = records[from + word]!;
  });
  return sorted;
}

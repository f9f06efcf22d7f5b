import type { NgramTable } from '../../artifacts/features.js';
import { bucketOf } from '../../text/murmur3.js';

/** Finds a table's key: by the whole 64 bits, or by the bucket of the low word. */
export interface NgramIndex {
  /** The index of the n-gram's key in the table; -1 when the table has none. */
  find(low: number, high: number): number;
}

/** Indexes a table's keys for `features.ids`; `bucketCount` is the number of buckets of hashed ids. Cost: linear. */
export function indexNgrams(table: NgramTable, ids: 'vocabulary' | 'hashed', bucketCount: number): NgramIndex {
  return ids === 'hashed' ? indexBuckets(table, bucketCount) : indexKeys(table);
}

function indexBuckets({ keyLow, keyCount }: NgramTable, bucketCount: number): NgramIndex {
  const keyOfBucket = new Int32Array(bucketCount).fill(-1);
  for (let key = 0; key < keyCount; key++) keyOfBucket[keyLow[key]!] = key;
  return { find: (low) => keyOfBucket[bucketOf(low, bucketCount)]! };
}

function indexKeys({ keyLow, keyHigh, keyCount }: NgramTable): NgramIndex {
  let size = 16;
  while (size < 2 * keyCount) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  for (let key = 0; key < keyCount; key++) {
    let slot = (keyLow[key]! ^ keyHigh[key]!) & mask;
    while (slots[slot]! >= 0) slot = (slot + 1) & mask;
    slots[slot] = key;
  }
  return {
    find(low, high) {
      let slot = (low ^ high) & mask;
      for (let key = slots[slot]!; key >= 0; key = slots[slot]!) {
        if (keyLow[key] === low && keyHigh[key] === high) return key;
        slot = (slot + 1) & mask;
      }
      return -1;
    },
  };
}

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
  // Two words a slot, side by side so that a search mostly touches one cache line: the low word, and the key + 1 (0 for an empty slot).
  const slots = new Uint32Array(2 * size);
  const mask = slots.length - 1;
  for (let key = 0; key < keyCount; key++) {
    let at = ((keyLow[key]! ^ keyHigh[key]!) << 1) & mask;
    while (slots[at + 1]! > 0) at = (at + 2) & mask;
    slots[at] = keyLow[key]!;
    slots[at + 1] = key + 1;
  }
  return {
    find(low, high) {
      let at = ((low ^ high) << 1) & mask;
      for (let next = slots[at + 1]!; next > 0; next = slots[at + 1]!) {
        if (slots[at] === low && keyHigh[next - 1] === high) return next - 1;
        at = (at + 2) & mask;
      }
      return -1;
    },
  };
}

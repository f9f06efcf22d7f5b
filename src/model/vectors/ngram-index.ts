import type { NgramTable } from '../../artifacts/features.js';
import { sharedUint32 } from '../../core/shared-arrays.js';
import { bucketOf } from '../../text/murmur3.js';

/** Finds a table's key: by the whole 64 bits, or by the bucket of the low word. */
export interface NgramIndex {
  /** The index of the n-gram's key in the table; -1 when the table has none. */
  find(low: number, high: number): number;
}

type Ids = 'vocabulary' | 'hashed';

/** Indexes a table's keys for `features.ids`; `bucketCount` is the number of buckets of hashed ids. Cost: linear where the table has no slots. */
export function indexNgrams(table: NgramTable, ids: Ids, bucketCount: number): NgramIndex {
  const slots = table.slots ?? slotsOf(table, ids, bucketCount);
  return ids === 'hashed' ? findBuckets(slots) : findKeys(slots, table);
}

/** What keys are looked up in, in shared memory: a bucket each, or a table of hashes. 0 stands for an empty slot. */
export function slotsOf(table: NgramTable, ids: Ids, bucketCount: number): Uint32Array {
  return ids === 'hashed' ? slotsOfBuckets(table, bucketCount) : slotsOfKeys(table);
}

/** A word a bucket: its key + 1. */
function slotsOfBuckets({ keyLow, keyCount }: NgramTable, bucketCount: number): Uint32Array {
  const slots = sharedUint32(bucketCount);
  for (let key = 0; key < keyCount; key++) slots[keyLow[key]!] = key + 1;
  return slots;
}

function findBuckets(slots: Uint32Array): NgramIndex {
  return { find: (low) => slots[bucketOf(low, slots.length)]! - 1 };
}

/** Two words a slot, side by side so that a search mostly touches one cache line: the low word, and the key + 1. */
function slotsOfKeys({ keyLow, keyHigh, keyCount }: NgramTable): Uint32Array {
  let size = 16;
  while (size < 2 * keyCount) size *= 2;
  const slots = sharedUint32(2 * size);
  const mask = slots.length - 1;
  for (let key = 0; key < keyCount; key++) {
    let at = ((keyLow[key]! ^ keyHigh[key]!) << 1) & mask;
    while (slots[at + 1]! > 0) at = (at + 2) & mask;
    slots[at] = keyLow[key]!;
    slots[at + 1] = key + 1;
  }
  return slots;
}

function findKeys(slots: Uint32Array, { keyHigh }: NgramTable): NgramIndex {
  const mask = slots.length - 1;
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

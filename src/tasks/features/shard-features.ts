import type { NgramTable } from '../../artifacts/features.js';
import type { NgramFeatures } from '../../model/vectors/row-builder.js';

/** The features that a shard's n-grams have, numbered from 0 in the order of their ids: what a row touches stays in the caches. */
export type ShardFeatures = Omit<NgramFeatures, 'blockOfKey' | 'ids'> & { readonly ids: Uint32Array };

/** Gathers what is known of the table's keys that a shard has (see `FindKeys`). Cost: linear in both. */
export function findShardFeatures(tableKey: Int32Array, table: NgramTable): ShardFeatures {
  const { keyFeature, memberCount, idf } = table;
  const { ids, numberOf } = numberFeatures(tableKey, table);
  const ofKey = new Int32Array(tableKey.length);
  const idfOfKey = new Float32Array(tableKey.length);
  for (let key = 0; key < tableKey.length; key++) {
    ofKey[key] = -1;
    if (tableKey[key]! < 0) continue;
    const id = keyFeature[tableKey[key]!]!;
    ofKey[key] = 2 * numberOf[id]! + (memberCount[id]! > 1 ? 1 : 0);
    idfOfKey[key] = idf[id]!;
  }
  const members = new Uint32Array(ids.length);
  for (let feature = 0; feature < ids.length; feature++) members[feature] = memberCount[ids[feature]!]!;
  return { ids, memberCount: members, ofKey, idfOfKey, twin: hasTwins(tableKey, table) ? findTwins(tableKey, table) : null };
}

function numberFeatures(tableKey: Int32Array, { keyFeature, featureCount }: NgramTable): { ids: Uint32Array; numberOf: Uint32Array } {
  const isThere = new Uint8Array(featureCount);
  for (let key = 0; key < tableKey.length; key++) if (tableKey[key]! >= 0) isThere[keyFeature[tableKey[key]!]!] = 1;
  const numberOf = new Uint32Array(featureCount);
  const ids = new Uint32Array(featureCount + 1);
  let count = 0;
  // Without a branch, which nobody could foretell: what stands for a feature that is not there is written over or never read.
  for (let id = 0; id < featureCount; id++) {
    numberOf[id] = count;
    ids[count] = id;
    count += isThere[id]!;
  }
  return { ids: ids.slice(0, count), numberOf };
}

function hasTwins(tableKey: Int32Array, { keyCount }: NgramTable): boolean {
  const isTaken = new Uint8Array(keyCount);
  for (let key = 0; key < tableKey.length; key++) {
    const at = tableKey[key]!;
    if (at < 0) continue;
    if (isTaken[at] === 1) return true;
    isTaken[at] = 1;
  }
  return false;
}

function findTwins(tableKey: Int32Array, { keyCount }: NgramTable): Uint32Array {
  const first = new Int32Array(keyCount).fill(-1);
  const twin = new Uint32Array(tableKey.length);
  for (let key = 0; key < tableKey.length; key++) {
    const at = tableKey[key]!;
    if (at >= 0 && first[at]! < 0) first[at] = key;
    twin[key] = at < 0 ? key : first[at]!;
  }
  return twin;
}

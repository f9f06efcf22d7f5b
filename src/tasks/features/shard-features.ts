import type { NgramTable } from '../../artifacts/features.js';
import type { NgramIndex } from '../../model/ngram-index.js';
import type { BoundCounts } from './bind-numeric.js';

/** The features that a shard's n-grams have, numbered from 0 in the order of their ids: what a row touches stays in the caches. */
export interface ShardFeatures {
  /** The id of each, ascending. */
  readonly ids: Uint32Array;
  /** Table keys of each. */
  readonly memberCount: Uint32Array;
  /** By n-gram of the shard: twice its feature, plus 1 where several table keys share the feature; -1: not in the table. */
  readonly ofKey: Int32Array;
  /** idf of the n-gram's feature. */
  readonly idfOfKey: Float32Array;
  /** By n-gram: the first one of the shard with the same table key. Null when every n-gram has a table key of its own. */
  readonly twin: Uint32Array | null;
}

/** Looks up the n-grams of a shard in the table, once each. Cost: linear in both. */
export function findShardFeatures({ keyLow, keyHigh }: BoundCounts, table: NgramTable, index: NgramIndex): ShardFeatures {
  const tableKey = new Int32Array(keyLow.length);
  for (let key = 0; key < tableKey.length; key++) tableKey[key] = index.find(keyLow[key]!, keyHigh[key]!);
  const { ids, numberOf } = numberFeatures(tableKey, table);
  const ofKey = new Int32Array(tableKey.length).fill(-1);
  const idfOfKey = new Float32Array(tableKey.length);
  for (let key = 0; key < tableKey.length; key++) {
    if (tableKey[key]! < 0) continue;
    const id = table.keyFeature[tableKey[key]!]!;
    ofKey[key] = 2 * numberOf[id]! + (table.memberCount[id]! > 1 ? 1 : 0);
    idfOfKey[key] = table.idf[id]!;
  }
  return { ids, memberCount: ids.map((id) => table.memberCount[id]!), ofKey, idfOfKey, twin: findTwins(tableKey, table.keyCount) };
}

function numberFeatures(tableKey: Int32Array, { keyFeature, featureCount }: NgramTable): { ids: Uint32Array; numberOf: Uint32Array } {
  const numberOf = new Uint32Array(featureCount);
  for (let key = 0; key < tableKey.length; key++) if (tableKey[key]! >= 0) numberOf[keyFeature[tableKey[key]!]!] = 1;
  const ids = new Uint32Array(featureCount);
  let count = 0;
  for (let id = 0; id < featureCount; id++) {
    if (numberOf[id] === 0) continue;
    numberOf[id] = count;
    ids[count++] = id;
  }
  return { ids: ids.slice(0, count), numberOf };
}

function findTwins(tableKey: Int32Array, keyCount: number): Uint32Array | null {
  const first = new Int32Array(keyCount).fill(-1);
  const twin = new Uint32Array(tableKey.length);
  let hasTwins = false;
  for (let key = 0; key < tableKey.length; key++) {
    twin[key] = key;
    const at = tableKey[key]!;
    if (at < 0) continue;
    if (first[at]! < 0) first[at] = key;
    else hasTwins = true;
    twin[key] = first[at]!;
  }
  return hasTwins ? twin : null;
}

import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import { indexNgrams } from '../../model/vectors/ngram-index.js';
import type { BoundCounts } from './bind-counts.js';
import { keysInOrder } from './key-order.js';

/** Gives the table's key of each n-gram of a shard, -1 where it has none. Keeps what it needs of the table between shards. */
export type FindKeys = (counts: BoundCounts) => Int32Array;

/**
 * As an `NgramIndex`, for all n-grams of a shard at once. A vocabulary is not searched but walked beside the shard's n-grams, both in
 * order of the key: a search waits for memory three times. Cost: linear in both, after the table was sorted once.
 */
export function openFindKeys(table: NgramTable, { ids, maxFeatures }: FeatureSpec['features']): FindKeys {
  return ids === 'hashed' ? findBuckets(table, maxFeatures) : walkKeys(table);
}

function findBuckets(table: NgramTable, bucketCount: number): FindKeys {
  const index = indexNgrams(table, 'hashed', bucketCount);
  return ({ keyLow, keyHigh }) => {
    const found = new Int32Array(keyLow.length);
    for (let key = 0; key < found.length; key++) found[key] = index.find(keyLow[key]!, keyHigh[key]!);
    return found;
  };
}

function walkKeys(table: NgramTable): FindKeys {
  const order = keysInOrder(table.keyLow, table.keyHigh, table.keyCount);
  const low = order.map((key) => table.keyLow[key]!);
  const high = order.map((key) => table.keyHigh[key]!);
  return ({ keyLow, keyHigh, ownKeyCount }) => {
    const found = new Int32Array(keyLow.length);
    let at = 0;
    for (let key = 0; key < found.length; key++) {
      // The keys of bins stand behind the others, in an order of their own.
      if (key >= ownKeyCount) at = 0;
      const wantedLow = keyLow[key]!;
      const wantedHigh = keyHigh[key]!;
      while (at < low.length && (high[at]! < wantedHigh || (high[at] === wantedHigh && low[at]! < wantedLow))) at++;
      found[key] = at < low.length && high[at] === wantedHigh && low[at] === wantedLow ? order[at]! : -1;
    }
    return found;
  };
}

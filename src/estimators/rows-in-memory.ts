import { sharedFloat32, sharedUint32 } from '../core/shared-arrays.js';
import { entriesOf, type RowOffsets, type SharedRows, shardOf } from '../ml/labelled-rows.js';
import type { FitServices } from './estimator.js';
import type { FitSizes, SizeLimits } from './size.js';

/** Entries of the rows that are visited, which may be fewer than their shards have. */
export function countEntries({ shards, firstRow, row }: SharedRows): number {
  let count = 0;
  for (const own of row) {
    const shard = shardOf(firstRow, own);
    const { offsets } = shards[shard] as RowOffsets;
    const local = own - (firstRow[shard] as number);
    count += (offsets[local + 1] as number) - (offsets[local] as number);
  }
  return count;
}

/** What `rowsInMemory` takes of train rows, by a forecast. */
export function copiedRowBytes({ entryCount, rowCount, trainCount }: FitSizes, limits: Pick<SizeLimits, 'rowsInMemory'>): number {
  return limits.rowsInMemory ? 0 : trainCount * (8 + (8 * entryCount) / Math.max(1, rowCount));
}

/** Bytes that `rowsInMemory` takes: none for rows that are there already. */
export function rowBytes(rows: SharedRows): number {
  return isInMemory(rows) ? 0 : 8 * countEntries(rows) + 8 * rows.row.length;
}

/**
 * The same rows in the same order, for a fit that visits them by chance, with entries of stored shards read once into shared memory:
 * files are read from end to end only.
 */
export function rowsInMemory(rows: SharedRows, openRows: FitServices['openRows']): SharedRows {
  if (isInMemory(rows)) return rows;
  const rowCount = rows.row.length;
  const entryCount = countEntries(rows);
  const opened = openRows(rows);
  const [offsets, ids, values] = [sharedUint32(rowCount + 1), sharedUint32(entryCount), sharedFloat32(entryCount)];
  const row = sharedUint32(rowCount);
  for (let place = 0; place < rowCount; place++) {
    const { ids: own, values: ownValues, from, to } = entriesOf(opened, place);
    const start = offsets[place] as number;
    ids.set(own.subarray(from, to), start);
    values.set(ownValues.subarray(from, to), start);
    offsets[place + 1] = start + to - from;
    row[place] = place;
  }
  return { ...rows, shards: [{ offsets, ids, values }], firstRow: [0, rowCount], row };
}

function isInMemory({ shards }: SharedRows): boolean {
  return shards.every((shard) => 'ids' in shard);
}

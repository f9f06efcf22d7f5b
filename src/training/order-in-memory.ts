import { sharedFloat32, sharedUint32 } from '../core/shared-arrays.js';
import { entriesOf, type LabelledRows } from '../ml/labelled-rows.js';

type Placed = Pick<LabelledRows, 'shards' | 'firstRow' | 'row'>;

/** Rows in an order of their own take at most this share of what kernels and blocks may take. */
export const ORDER_SHARE = 1 / 32;

/** Bytes of an entry: its id and its value. */
const ENTRY_BYTES = 8;

/**
 * The same rows laid one behind the other in the order in which a fit visits them, in shared memory: it then copies a mini-batch as it
 * lies, where it would look up every row and wait for it. As they are where that would take more than so many bytes. Cost: a walk over the entries.
 */
export function orderInMemory(rows: Placed, mostBytes: number): Placed & { readonly byteCount: number } {
  const rowCount = rows.row.length;
  const offsets = sharedUint32(rowCount + 1);
  for (let place = 0; place < rowCount; place++) {
    const { from, to } = entriesOf(rows, place);
    offsets[place + 1] = (offsets[place] as number) + (to - from);
  }
  const entryCount = offsets[rowCount] as number;
  const byteCount = ENTRY_BYTES * entryCount + offsets.byteLength;
  if (byteCount > mostBytes) return { ...rows, byteCount: 0 };
  const ids = sharedUint32(entryCount);
  const values = sharedFloat32(entryCount);
  for (let place = 0; place < rowCount; place++) {
    const own = entriesOf(rows, place);
    for (let from = own.from, to = offsets[place] as number; from < own.to; from++, to++) {
      ids[to] = own.ids[from] as number;
      values[to] = own.values[from] as number;
    }
  }
  const row = sharedUint32(rowCount).map((_, place) => place);
  return { shards: [{ offsets, ids, values }], firstRow: [0, rowCount], row, byteCount };
}

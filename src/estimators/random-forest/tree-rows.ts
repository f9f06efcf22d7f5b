import { sharedUint32 } from '../../core/shared-arrays.js';
import { entriesOf, type SharedRows } from '../../ml/labelled-rows.js';
import type { FitServices } from '../estimator.js';
import { countEntries } from '../rows-in-memory.js';

/** Rows as trees see them, in shared memory: which n-grams each has, ascending, and not how often. */
export interface TreeRows {
  /** Row i has the n-grams offsets[i] … offsets[i+1]-1. */
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly label: Int32Array;
  readonly weight: Float32Array;
}

/** Reads rows from end to end, once: trees visit them by chance. */
export function readTreeRows(given: SharedRows, openRows: FitServices['openRows']): TreeRows {
  const rows = openRows(given);
  const offsets = sharedUint32(rows.row.length + 1);
  const ids = sharedUint32(countEntries(given));
  for (let place = 0; place < rows.row.length; place++) {
    const { ids: own, values, from, to } = entriesOf(rows, place);
    let at = offsets[place]!;
    for (let e = from; e < to; e++) if (values[e] !== 0) ids[at++] = own[e]!;
    offsets[place + 1] = at;
  }
  return { offsets, ids, label: given.label, weight: given.weight };
}

/** Whether a row has an n-gram. */
export function hasFeature({ offsets, ids }: TreeRows, row: number, feature: number): boolean {
  const end = offsets[row + 1]!;
  let low = offsets[row]!;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < feature) low = middle + 1;
    else high = middle;
  }
  return low < end && ids[low] === feature;
}

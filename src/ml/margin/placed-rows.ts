import { type LabelledRows, type SparseRows, shardOf } from '../labelled-rows.js';

/** Rows that were looked up once, for a solver that visits them many times: entries from[i] … to[i]-1 of shard shard[i] are those of row i. */
export interface PlacedRows {
  readonly rowCount: number;
  readonly shards: readonly SparseRows[];
  readonly shard: Uint32Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight: Float64Array;
  /** ‖x_i‖² + 1: the square of the row with a last entry 1 for the intercept. */
  readonly square: Float64Array;
  /** Features that the rows have, ascending. */
  readonly features: Uint32Array;
}

/** Looks up the rows at some places of the order, of which all shards are open at once. Cost: one walk over their entries. */
export function placeRows(rows: LabelledRows, places: Uint32Array, featureCount: number): PlacedRows {
  const rowCount = places.length;
  const [shard, from, to] = [new Uint32Array(rowCount), new Uint32Array(rowCount), new Uint32Array(rowCount)];
  const [weight, square] = [new Float64Array(rowCount), new Float64Array(rowCount)];
  const seen = new Uint8Array(featureCount);
  let seenCount = 0;
  for (let i = 0; i < rowCount; i++) {
    const place = places[i]!;
    const own = shardOf(rows.firstRow, rows.row[place]!);
    const { offsets, ids, values } = rows.shards[own]!;
    const local = rows.row[place]! - rows.firstRow[own]!;
    shard[i] = own;
    from[i] = offsets[local]!;
    to[i] = offsets[local + 1]!;
    weight[i] = rows.weight[place]!;
    let sum = 1;
    for (let e = from[i]!; e < to[i]!; e++) {
      sum += values[e]! * values[e]!;
      if (seen[ids[e]!] === 0) seenCount += seen[ids[e]!] = 1;
    }
    square[i] = sum;
  }
  return { rowCount, shards: rows.shards, shard, from, to, weight, square, features: listSeen(seen, seenCount) };
}

function listSeen(seen: Uint8Array, count: number): Uint32Array {
  const features = new Uint32Array(count);
  let at = 0;
  for (let feature = 0; feature < seen.length; feature++) if (seen[feature] === 1) features[at++] = feature;
  return features;
}

import { BATCH_DOCUMENTS } from '../kernels/linear-layout.js';
import type { SlicePart } from '../kernels/linear-slices.js';

/** Where the entries of each row lie: row i of a shard has entries offsets[i] … offsets[i+1]-1. */
export interface RowOffsets {
  readonly offsets: Uint32Array;
}

/** Sparse rows in compressed form: ids (ascending within a row) and values of the entries. */
export interface SparseRows extends RowOffsets {
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Rows in the order in which a solver visits them, with class and weight. `row[i]` is an index over all shards: row
 * `firstRow[s]` is the first of shard s. Plain data over shared memory: crosses to workers without a copy. A solver needs the
 * entries of all shards (\`SparseRows\`); whoever plans a fit only their offsets.
 */
export interface LabelledRows<Shard extends RowOffsets = SparseRows> {
  readonly shards: readonly Shard[];
  readonly firstRow: readonly number[];
  readonly row: Uint32Array;
  /** Class index; -1 for a class that the model does not know (never in training rows). */
  readonly label: Int32Array;
  /** Weight of each row, scaled so that the mean is 1. */
  readonly weight: Float32Array;
}

/** Finds a row's shard and its place in it. */
export function shardOf(firstRow: readonly number[], row: number): number {
  let low = 0;
  let high = firstRow.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (firstRow[middle]! <= row) low = middle;
    else high = middle;
  }
  return low;
}

/** Weighted share of each code in the rows; they sum to 1. */
export function codeShares(rows: Pick<LabelledRows, 'row' | 'label' | 'weight'>, classCount: number): Float64Array {
  const shares = new Float64Array(classCount);
  for (let i = 0; i < rows.row.length; i++) shares[rows.label[i]!]! += rows.weight[i]!;
  return shares.map((sum) => sum / rows.row.length);
}

/** The most matrix entries of any mini-batch of these rows. */
export function largestBatch(rows: LabelledRows<RowOffsets>): number {
  let largest = 0;
  for (let begin = 0; begin < rows.row.length; begin += BATCH_DOCUMENTS) {
    const end = Math.min(begin + BATCH_DOCUMENTS, rows.row.length);
    let entries = 0;
    for (let i = begin; i < end; i++) entries += entryCount(rows, i);
    if (entries > largest) largest = entries;
  }
  return largest;
}

function entryCount(rows: LabelledRows<RowOffsets>, index: number): number {
  const row = rows.row[index]!;
  const shard = shardOf(rows.firstRow, row);
  const { offsets } = rows.shards[shard]!;
  const local = row - rows.firstRow[shard]!;
  return offsets[local + 1]! - offsets[local]!;
}

/** Where a mini-batch lies in kernel memory, and where its documents come from: made once a thread. */
export interface BatchViews {
  /** Shard of each document, and its first entry there: this thread's own. */
  readonly shards: Uint32Array;
  readonly from: Uint32Array;
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
  readonly labels: Int32Array;
  readonly weights: Float32Array;
}

/** The consecutive features of one slice of the weights. */
export type FeatureRange = Pick<SlicePart, 'firstFeature' | 'featureCount'>;

/**
 * Looks up the documents of the batch that starts at `begin` and writes their offsets, for the entries of all features or of some;
 * returns the document count. Every worker of a team does so (the same values); the documents themselves are copied by
 * `copyDocuments`, each by one worker.
 */
export function placeBatch(rows: LabelledRows, begin: number, views: BatchViews, features: FeatureRange | null = null): number {
  const count = Math.min(BATCH_DOCUMENTS, rows.row.length - begin);
  let next = 0;
  views.offsets[0] = 0;
  for (let d = 0; d < count; d++) {
    const row = rows.row[begin + d]!;
    const shard = shardOf(rows.firstRow, row);
    const { offsets } = rows.shards[shard]!;
    const local = row - rows.firstRow[shard]!;
    let from = offsets[local]!;
    let to = offsets[local + 1]!;
    if (features !== null) {
      const { ids } = rows.shards[shard]!;
      from = firstAtLeast(ids, features.firstFeature, from, to);
      to = firstAtLeast(ids, features.firstFeature + features.featureCount, from, to);
    }
    views.shards[d] = shard;
    views.from[d] = from;
    next += to - from;
    views.offsets[d + 1] = next;
  }
  return count;
}

/** The first of the ascending entries from … to-1 whose feature is at least `feature`; `to` when there is none. */
function firstAtLeast(ids: Uint32Array, feature: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ids[middle]! < feature) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Copies documents first … last-1 of the batch that was placed at `begin` into kernel memory, features counted from `firstFeature` on. */
export function copyDocuments(rows: LabelledRows, begin: number, first: number, last: number, views: BatchViews, firstFeature = 0): void {
  for (let d = first; d < last; d++) {
    const { ids, values } = rows.shards[views.shards[d]!]!;
    const end = views.offsets[d + 1]!;
    let e = views.from[d]!;
    for (let target = views.offsets[d]!; target < end; target++, e++) {
      views.ids[target] = ids[e]! - firstFeature;
      views.values[target] = values[e]!;
    }
    views.labels[d] = rows.label[begin + d]!;
    views.weights[d] = rows.weight[begin + d]!;
  }
}

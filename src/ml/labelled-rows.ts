import { BATCH_DOCUMENTS } from '../kernels/linear-layout.js';
import type { SlicePart } from '../kernels/linear-slices.js';
import { type Blankout, blankOut } from './blankout.js';

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
 * entries of all shards (`SparseRows`); whoever plans a fit only their offsets.
 */
export interface LabelledRows<Shard extends RowOffsets = SparseRows> {
  readonly shards: readonly Shard[];
  readonly firstRow: readonly number[];
  readonly row: Uint32Array;
  /** Class index; -1 for a class that the model does not know (never in training rows). */
  readonly label: Int32Array;
  /** Weight of each row, scaled so that the mean is 1. */
  readonly weight: Float32Array;
  /** Mini-batches in the order in which a pass visits them; absent: as they lie. */
  readonly batchOrder?: Uint32Array;
  /** Which entries a solver leaves out as it visits these rows; absent: none. */
  readonly blankout?: Blankout;
}

/** A shard whose offsets are in shared memory while its entries stay in its matrix file. Plain data. */
export interface StoredShard {
  readonly offsets: Uint32Array;
  readonly file: string;
}

/** Rows on their way to workers: each shard whole in shared memory, or stored. */
export type SharedRows = LabelledRows<SparseRows | StoredShard>;

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

/** Entries of one row: from … to-1 of these arrays. */
export interface RowEntries {
  readonly ids: Uint32Array;
  readonly values: Float32Array;
  readonly from: number;
  readonly to: number;
}

/** The entries of the row at a place in the order; views that are valid until rows of another shard are asked for. */
export function entriesOf({ shards, firstRow, row }: Pick<LabelledRows, 'shards' | 'firstRow' | 'row'>, place: number): RowEntries {
  const shard = shardOf(firstRow, row[place]!);
  const { offsets, ids, values } = shards[shard]!;
  const local = row[place]! - firstRow[shard]!;
  return { ids, values, from: offsets[local]!, to: offsets[local + 1]! };
}

/** A byte a feature: 1 where a row has it. */
export function featuresOf(rows: Pick<LabelledRows, 'shards' | 'firstRow' | 'row'>, featureCount: number): Uint8Array {
  const has = new Uint8Array(featureCount);
  for (let place = 0; place < rows.row.length; place++) {
    const { ids, from, to } = entriesOf(rows, place);
    for (let e = from; e < to; e++) has[ids[e]!] = 1;
  }
  return has;
}

/** Weighted share of each code in the rows; they sum to 1. */
export function codeShares(rows: Pick<LabelledRows, 'row' | 'label' | 'weight'>, classCount: number): Float64Array {
  const shares = new Float64Array(classCount);
  for (let i = 0; i < rows.row.length; i++) shares[rows.label[i]!]! += rows.weight[i]!;
  return shares.map((sum) => sum / rows.row.length);
}

/**
 * Matrix entries that no mini-batch of these rows exceeds: those of the 64 longest rows of the shards, whichever rows are visited.
 * A bound, since to follow the order of the rows takes longer than to run through the shards.
 */
export function largestBatch({ shards }: LabelledRows<RowOffsets>): number {
  const longest = new Uint32Array(BATCH_DOCUMENTS);
  let least = 0;
  for (const { offsets } of shards) {
    for (let i = 1; i < offsets.length; i++) {
      const length = offsets[i]! - offsets[i - 1]!;
      if (length <= longest[least]!) continue;
      longest[least] = length;
      least = indexOfLeast(longest);
    }
  }
  return longest.reduce((sum, length) => sum + length, 0);
}

function indexOfLeast(numbers: Uint32Array): number {
  let least = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! < numbers[least]!) least = i;
  return least;
}

/** The rows from … to-1 of the mini-batch that a pass comes to after `visited` batches. */
export function batchRows(
  { row, batchOrder }: Pick<LabelledRows, 'row' | 'batchOrder'>,
  visited: number,
): { readonly from: number; readonly to: number } {
  const from = BATCH_DOCUMENTS * (batchOrder?.[visited] ?? visited);
  return { from, to: Math.min(from + BATCH_DOCUMENTS, row.length) };
}

/** How many mini-batches a pass visits. */
export function countBatches({ row }: Pick<LabelledRows, 'row'>): number {
  return Math.ceil(row.length / BATCH_DOCUMENTS);
}

/** Where a mini-batch lies in kernel memory: made once a thread. */
export interface BatchViews {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
  readonly labels: Int32Array;
  readonly weights: Float32Array;
}

/** The consecutive features of one slice of the weights. */
export type FeatureRange = Pick<SlicePart, 'firstFeature' | 'featureCount'>;

/** Shard of each document of a batch, and its first entry there. */
const shardAt = new Uint32Array(BATCH_DOCUMENTS);
const entryAt = new Uint32Array(BATCH_DOCUMENTS);

/**
 * Copies the documents of the batch of rows begin … end-1 into kernel memory, with the entries of all features or of some, which
 * are then counted from the first of these, less those that are blanked out. All documents are looked up before the first is
 * copied: the look-ups wait for memory, and many can wait at once. Documents that lie one behind the other are copied as one.
 */
export function placeBatch(rows: LabelledRows, begin: number, end: number, views: BatchViews, features: FeatureRange | null = null): void {
  const count = end - begin;
  findDocuments(rows, begin, count, views.offsets, features);
  for (let d = 0; d < count; ) {
    const end = endOfRun(d, count, views.offsets);
    const { ids, values } = rows.shards[shardAt[d]!]!;
    copyEntries(ids, values, entryAt[d]!, views, views.offsets[d]!, views.offsets[end]!, features?.firstFeature ?? 0);
    d = end;
  }
  for (let d = 0; d < count; d++) {
    views.labels[d] = rows.label[begin + d]!;
    views.weights[d] = rows.weight[begin + d]!;
  }
  if (rows.blankout !== undefined) blankOut(rows.blankout, begin, count, views, features?.firstFeature ?? 0);
}

function findDocuments(rows: LabelledRows, begin: number, count: number, placed: Uint32Array, features: FeatureRange | null): void {
  placed[0] = 0;
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
    shardAt[d] = shard;
    entryAt[d] = from;
    placed[d + 1] = placed[d]! + (to - from);
  }
}

/** The first document behind `d` whose entries do not follow on those before it in one shard. */
function endOfRun(d: number, count: number, placed: Uint32Array): number {
  let end = d + 1;
  while (end < count && shardAt[end] === shardAt[d] && entryAt[end] === entryAt[d]! + (placed[end]! - placed[d]!)) end++;
  return end;
}

/** A view of entries costs as much as so many of them. */
const FEW_ENTRIES = 512;

function copyEntries(ids: Uint32Array, values: Float32Array, from: number, into: BatchViews, begin: number, end: number, firstFeature: number): void {
  if (firstFeature === 0 && end - begin >= FEW_ENTRIES) {
    into.ids.set(ids.subarray(from, from + end - begin), begin);
    into.values.set(values.subarray(from, from + end - begin), begin);
    return;
  }
  for (let target = begin, e = from; target < end; target++, e++) {
    into.ids[target] = ids[e]! - firstFeature;
    into.values[target] = values[e]!;
  }
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

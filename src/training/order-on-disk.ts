import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedUint32 } from '../core/shared-arrays.js';
import type { TaskEngine } from '../engine/task-engine.js';
import { type StoredShard, shardOf } from '../ml/labelled-rows.js';
import type { MergeRowsInput, SortedSlice } from '../tasks/rows/merge-rows.js';
import { NOT_ORDERED } from '../tasks/rows/sort-rows.js';
import type { Tasks } from '../tasks/task-table.js';
import type { OpenMatrix } from './open-matrix.js';

/** Rows of one chunk of an order on disk: a multiple of a mini-batch. */
const CHUNK_ROWS = 32_768;

/** Rows of a stored matrix laid out in a given order, so that every pass over them reads its files from end to end. */
export interface OrderedRows {
  readonly shards: readonly StoredShard[];
  readonly firstRow: readonly number[];
}

/**
 * Shuffles rows on disk: every shard's rows are sorted by their position in the order, then every chunk of the order is put
 * together from slices of the sorted shards. Reads and writes the rows twice; holds a shard and a chunk a worker in memory.
 */
export async function orderOnDisk(
  tasks: TaskEngine<Tasks>,
  matrix: OpenMatrix,
  order: Uint32Array,
  featureCount: number,
  folder: string,
): Promise<OrderedRows> {
  const sortedFolder = join(folder, 'sorted');
  await mkdir(sortedFolder, { recursive: true });
  const sortedFile = (shard: number): string => join(sortedFolder, `${shard}.matrix`);
  const positions = positionsOf(order, matrix.firstRow.at(-1) ?? 0);
  await tasks.map(
    'sort-rows',
    matrix.shards.map((shard, index) => {
      const own = positions.subarray(matrix.firstRow[index], matrix.firstRow[index + 1]);
      return { shard: shard as StoredShard, positions: own, featureCount, file: sortedFile(index) };
    }),
  );
  const chunkCount = Math.ceil(order.length / CHUNK_ROWS);
  const chunkFile = (chunk: number): string => join(folder, `${chunk}.matrix`);
  const planner = new ChunkPlanner(matrix, order, sortedFile);
  const lengths: Uint32Array[] = [];
  const inputs = function* (): Generator<MergeRowsInput> {
    for (let chunk = 0; chunk < chunkCount; chunk++) {
      const plan = planner.next(order.subarray(chunk * CHUNK_ROWS, (chunk + 1) * CHUNK_ROWS));
      lengths.push(plan.offsets);
      yield { slices: plan.slices, source: plan.source, featureCount, file: chunkFile(chunk) };
    }
  };
  await tasks.map('merge-rows', inputs());
  await rm(sortedFolder, { recursive: true });
  const firstRow = [...Array.from({ length: chunkCount }, (_, chunk) => chunk * CHUNK_ROWS), order.length];
  return { shards: lengths.map((offsets, chunk) => ({ offsets, file: chunkFile(chunk) })), firstRow };
}

function positionsOf(order: Uint32Array, rowCount: number): Uint32Array {
  const positions = sharedUint32(rowCount).fill(NOT_ORDERED);
  order.forEach((row, position) => {
    positions[row] = position;
  });
  return positions;
}

/** Plans the chunks one after the other: which rows of which sorted shard make up each. */
class ChunkPlanner {
  readonly #nextEntry: Uint32Array;
  readonly #totals: readonly { rowCount: number; entryCount: number }[];

  constructor(
    readonly matrix: OpenMatrix,
    order: Uint32Array,
    readonly fileOf: (shard: number) => string,
  ) {
    this.#nextEntry = new Uint32Array(matrix.shards.length);
    const totals = matrix.shards.map(() => ({ rowCount: 0, entryCount: 0 }));
    for (const row of order) {
      const { shard, length } = this.#find(row);
      const total = totals[shard] as { rowCount: number; entryCount: number };
      total.rowCount++;
      total.entryCount += length;
    }
    this.#totals = totals;
  }

  next(rows: Uint32Array): { readonly slices: readonly SortedSlice[]; readonly source: Uint32Array; readonly offsets: Uint32Array } {
    const sliceOfShard = new Map<number, number>();
    const lengthsOfSlice: number[][] = [];
    const shardOfSlice: number[] = [];
    const source = new Uint32Array(rows.length);
    const offsets = sharedUint32(rows.length + 1);
    rows.forEach((row, i) => {
      const { shard, length } = this.#find(row);
      let slice = sliceOfShard.get(shard);
      if (slice === undefined) {
        slice = shardOfSlice.push(shard) - 1;
        sliceOfShard.set(shard, slice);
        lengthsOfSlice.push([]);
      }
      (lengthsOfSlice[slice] as number[]).push(length);
      source[i] = slice;
      offsets[i + 1] = (offsets[i] as number) + length;
    });
    const slices = shardOfSlice.map((shard, slice) => this.#take(shard, Uint32Array.from(lengthsOfSlice[slice] as number[])));
    return { slices, source, offsets };
  }

  #take(shard: number, lengths: Uint32Array): SortedSlice {
    const firstEntry = this.#nextEntry[shard] as number;
    this.#nextEntry[shard] = firstEntry + lengths.reduce((sum, length) => sum + length, 0);
    return { file: this.fileOf(shard), ...(this.#totals[shard] as { rowCount: number; entryCount: number }), firstEntry, lengths };
  }

  #find(row: number): { readonly shard: number; readonly length: number } {
    const shard = shardOf(this.matrix.firstRow, row);
    const { offsets } = this.matrix.shards[shard] as StoredShard;
    const local = row - (this.matrix.firstRow[shard] as number);
    return { shard, length: (offsets[local + 1] as number) - (offsets[local] as number) };
  }
}

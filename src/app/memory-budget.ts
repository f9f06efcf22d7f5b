import { fail } from '../core/failure.js';
import { formatSize } from '../core/size.js';

/** How a promise of memory is kept: what each part of the process may take. All in bytes. */
export interface MemoryBudget {
  /** DuckDB's own limit; beyond it DuckDB spills to disk. */
  readonly tablesBytes: number;
  /** The largest JavaScript heap of one worker. */
  readonly workerHeapBytes: number;
  /** Shared memory of kernels and feature blocks, all fits together. */
  readonly kernelBytes: number;
}

/** Memory of a run when nobody says how much: 4 GiB. */
export const DEFAULT_MEMORY_BYTES = 4 * 2 ** 30;

const MIB = 2 ** 20;
/** Node itself, our code, DuckDB's library and the main heap. */
const MAIN_BYTES = 224 * MIB;
/** A worker thread before its first task. */
const WORKER_BYTES = 24 * MIB;
/** Below these, tables spill row by row, workers collect garbage without end and no block of rows fits beside weights. */
const LEAST_TABLES_BYTES = 64 * MIB;
const LEAST_HEAP_BYTES = 64 * MIB;
const LEAST_KERNEL_BYTES = 64 * MIB;

/**
 * Divides the memory that a run may take (`resources.memory`) between its parts.
 *
 * `memory` is a promise about the resident memory of the whole process. Off the top come the fixed costs (the main thread
 * with DuckDB's library, each worker thread at rest) and the least that each part can work in. Of what is spare
 *   - a quarter goes to DuckDB's limit (it sorts and joins narrow columns, and spills beyond it),
 *   - a quarter is shared by the heaps of the workers (strings and n-gram tables of a shard),
 *   - a half goes to the kernels (weights and blocks of rows in shared memory).
 * These are limits, not reservations: DuckDB is at rest while kernels train. The division never changes a result, only
 * how many shards or trials are in memory at once.
 *
 * Fails with `resources.memory` when the promise cannot hold even the least parts.
 */
export function divideMemory(memoryBytes: number, workerCount: number): MemoryBudget {
  const spareBytes = memoryBytes - leastMemory(workerCount);
  if (spareBytes < 0) throw tooLittle(memoryBytes, workerCount);
  return {
    tablesBytes: LEAST_TABLES_BYTES + Math.floor(spareBytes / 4),
    workerHeapBytes: LEAST_HEAP_BYTES + Math.floor(spareBytes / 4 / workerCount),
    kernelBytes: LEAST_KERNEL_BYTES + Math.floor(spareBytes / 2),
  };
}

/** DuckDB unpacks a page of a Parquet file whole, and its own limit is never below this. */
const LEAST_READING_BYTES = 128e6;

/**
 * The same for a command that codes rows with a model and trains none: the model has its memory (`heldBytes`, with what
 * is held of the rows), and what kernels would have had goes
 * to the tables, whose pages of long texts are large (a half of what is spare; a quarter stays with the main thread, which holds the
 * rows that are on their way). Fails with `resources.memory` when the model does not fit.
 */
export function divideForCoding(memoryBytes: number, workerCount: number, heldBytes: number): MemoryBudget {
  const leastBytes = leastCodingMemory(workerCount, heldBytes);
  const spareBytes = memoryBytes - leastBytes;
  if (spareBytes < 0) throw heldTooLarge(memoryBytes, workerCount, heldBytes, leastBytes);
  return {
    tablesBytes: LEAST_READING_BYTES + Math.floor(spareBytes / 2),
    workerHeapBytes: LEAST_HEAP_BYTES + Math.floor(spareBytes / 4 / workerCount),
    kernelBytes: 0,
  };
}

/** The least memory that a command which codes rows can work in. */
export function leastCodingMemory(workerCount: number, heldBytes: number): number {
  return MAIN_BYTES + LEAST_READING_BYTES + workerCount * (WORKER_BYTES + LEAST_HEAP_BYTES) + heldBytes;
}

function heldTooLarge(memoryBytes: number, workerCount: number, heldBytes: number, leastBytes: number): Error {
  return fail('resources.memory', {
    what: 'the model, and what is held of the rows, do not fit into the memory',
    where: 'resources.memory (--memory)',
    got: `${formatSize(memoryBytes)} for ${workerCount} workers, and ${formatSize(heldBytes)} for the model and its rows`,
    wanted: `at least ${formatSize(leastBytes)}`,
    hint: workerCount > 1 ? 'give more --memory or fewer --workers' : 'give more --memory',
  });
}

/** The least memory that a number of workers can work in. */
export function leastMemory(workerCount: number): number {
  return MAIN_BYTES + LEAST_TABLES_BYTES + LEAST_KERNEL_BYTES + workerCount * (WORKER_BYTES + LEAST_HEAP_BYTES);
}

/** The most workers that an amount of memory can hold; at least one, which `divideMemory` may still refuse. */
export function mostWorkers(memoryBytes: number): number {
  return Math.max(1, Math.floor((memoryBytes - leastMemory(0)) / (WORKER_BYTES + LEAST_HEAP_BYTES)));
}

function tooLittle(memoryBytes: number, workerCount: number): Error {
  return fail('resources.memory', {
    what: 'the memory is too little for the workers',
    where: 'resources.memory (--memory)',
    got: `${formatSize(memoryBytes)} for ${workerCount} workers`,
    wanted: `at least ${formatSize(leastMemory(workerCount))}`,
    hint: workerCount > 1 ? 'give more --memory or fewer --workers' : 'give more --memory',
  });
}

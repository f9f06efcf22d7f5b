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

export const DEFAULT_MEMORY_BYTES = 4 * 2 ** 30;

const MIB = 2 ** 20;
/** Node itself, our code, DuckDB's library and the main heap: measured on an idle pool. */
const MAIN_BYTES = 192 * MIB;
/** A worker thread before its first task. */
const WORKER_BYTES = 24 * MIB;
/** Below these, tables spill row by row and workers collect garbage without end. */
const SMALLEST_TABLES_BYTES = 64 * MIB;
const SMALLEST_HEAP_BYTES = 64 * MIB;

/**
 * Divides the memory that a run may take (`resources.memory`) between its parts.
 *
 * `memory` is a promise about the resident memory of the whole process. Off the top come the fixed costs: the main
 * thread with DuckDB's library, and each worker thread at rest. Of what remains
 *   - a quarter is DuckDB's limit (it sorts and joins narrow columns, and spills beyond it),
 *   - a quarter is shared by the heaps of the workers (strings and n-gram tables of a shard),
 *   - a half is for the kernels (weights and blocks of rows in shared memory).
 * These are limits, not reservations: DuckDB is at rest while kernels train. The division never changes a result, only
 * how many shards or trials are in memory at once.
 *
 * Fails with `resources.memory` when the promise cannot hold even the smallest parts.
 */
export function divideMemory(memoryBytes: number, workerCount: number): MemoryBudget {
  const remaining = memoryBytes - MAIN_BYTES - workerCount * WORKER_BYTES;
  const tablesBytes = Math.floor(remaining / 4);
  const workerHeapBytes = Math.floor(remaining / 4 / workerCount);
  if (tablesBytes < SMALLEST_TABLES_BYTES || workerHeapBytes < SMALLEST_HEAP_BYTES) throw tooLittle(memoryBytes, workerCount);
  return { tablesBytes, workerHeapBytes, kernelBytes: Math.floor(remaining / 2) };
}

/** The least memory that a number of workers can work in. */
export function leastMemory(workerCount: number): number {
  return MAIN_BYTES + workerCount * WORKER_BYTES + 4 * Math.max(SMALLEST_TABLES_BYTES, workerCount * SMALLEST_HEAP_BYTES);
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

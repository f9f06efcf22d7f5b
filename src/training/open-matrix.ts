import { closeSync, fstatSync, openSync } from 'node:fs';
import type { FeatureMatrix, MatrixShard } from '../artifacts/features.js';
import { MATRIX_HEADER_BYTES, matrixFileBytes, viewMatrixBytes } from '../artifacts/files/matrix-file.js';
import { readFully } from '../core/files/read-fully.js';
import type { SparseRows, StoredShard } from '../ml/labelled-rows.js';
import { cutShort } from '../tasks/rows/stored-rows.js';

/** A matrix ready for workers: whole in shared memory, or its offsets only. */
export interface OpenMatrix {
  readonly shards: readonly (SparseRows | StoredShard)[];
  readonly firstRow: readonly number[];
  readonly inMemory: boolean;
  /** Shared memory taken. */
  readonly byteCount: number;
}

/** A matrix is held in memory if it takes at most this share of what kernels and blocks may take, and leaves room for a fit. */
export const MATRIX_SHARE = 0.5;

/** Codes that room for a fit is kept for where their number is not known yet; the share above bounds what a guess can cost. */
const ASSUMED_CODES = 400;
const FIT_RESERVE = 1.5;

/**
 * Loads a matrix within a memory. Whether the entries lie in memory or on disk changes no result. `artifact.corrupt` when a file is
 * damaged.
 */
export function loadMatrix(matrix: FeatureMatrix, kernelBytes: number): OpenMatrix {
  const fitBytes = FIT_RESERVE * 4 * ASSUMED_CODES * matrix.table.featureCount;
  const inMemory = matrixBytes(matrix) <= Math.min(MATRIX_SHARE * kernelBytes, kernelBytes - fitBytes);
  const shards = allShards(matrix).map(({ file, rowCount }) => (inMemory ? loadShard(file) : { file, offsets: readOffsets(file, rowCount) }));
  const rowCount = matrix.rowCount + (matrix.titles?.code.length ?? 0);
  const byteCount = inMemory ? matrixBytes(matrix) : 4 * (rowCount + shards.length);
  return { shards, firstRow: matrix.titles === undefined ? matrix.firstRow : [...matrix.firstRow, rowCount], inMemory, byteCount };
}

/** Bytes of all shards of a matrix. */
export function matrixBytes(matrix: FeatureMatrix): number {
  return allShards(matrix).reduce((sum, { rowCount, entryCount }) => sum + matrixFileBytes(rowCount, entryCount), 0);
}

/** Titles lie behind the rows. */
function allShards({ shards, titles }: FeatureMatrix): readonly MatrixShard[] {
  return titles === undefined ? shards : [...shards, titles.shard];
}

function loadShard(file: string): SparseRows {
  const handle = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer(fstatSync(handle).size));
    readFully(handle, bytes, 0);
    return viewMatrixBytes(bytes, file);
  } finally {
    closeSync(handle);
  }
}

function readOffsets(file: string, rowCount: number): Uint32Array {
  const handle = openSync(file, 'r');
  try {
    const offsets = new Uint32Array(new SharedArrayBuffer(4 * (rowCount + 1)));
    const bytes = new Uint8Array(offsets.buffer);
    const read = readFully(handle, bytes, MATRIX_HEADER_BYTES);
    if (read < bytes.length) throw cutShort(file, read, bytes.length);
    return offsets;
  } finally {
    closeSync(handle);
  }
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FeatureMatrix } from '../artifacts/features.js';
import { type SparseRows, viewMatrixBytes } from '../artifacts/matrix-file.js';

/** A matrix whose shards lie in shared memory: workers get views, never copies. */
export interface LoadedMatrix {
  readonly shards: readonly SparseRows[];
  readonly firstRow: readonly number[];
  readonly byteCount: number;
}

/** Loads all shards of a matrix into shared memory. `artifact.corrupt` when a file is damaged. */
export function loadMatrix(matrix: FeatureMatrix): LoadedMatrix {
  let byteCount = 0;
  const shards = matrix.shards.map(({ file }) => {
    const bytes = readShared(file);
    byteCount += bytes.byteLength;
    return viewMatrixBytes(bytes, file);
  });
  return { shards, firstRow: matrix.firstRow, byteCount };
}

function readShared(file: string): Uint8Array {
  const handle = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer(fstatSync(handle).size));
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(handle, bytes, done, bytes.length - done, done);
      if (read === 0) break;
      done += read;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

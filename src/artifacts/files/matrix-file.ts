import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../core/failure.js';
import { writeBytes } from '../../core/files/write-bytes.js';

/** Sparse rows in compressed form: row i has entries offsets[i] … offsets[i+1]-1 of ids (ascending) and values. */
export interface SparseRows {
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Offsets of a matrix file, in bytes, little-endian:
 *    0  u32 magic `MRMX`
 *    4  u32 version, 1
 *    8  u32 row count r
 *   12  u32 entry count e
 *   16  u32 feature count: every id is below it
 *   20  12 zero bytes
 *   32  u32 offsets, r + 1
 *    …  u32 ids, e
 *    …  f32 values, e
 */
export const MATRIX_MAGIC = 0x584d524d;
export const MATRIX_HEADER_BYTES = 32;
const VERSION = 1;

/** Where some rows of a matrix lie in the folder of their artifact. */
export function matrixFile(folder: string): string {
  return join(folder, 'matrix.bin');
}

/** Bytes of a matrix file with so many rows and entries. */
export function matrixFileBytes(rowCount: number, entryCount: number): number {
  return MATRIX_HEADER_BYTES + 4 * (rowCount + 1) + 8 * entryCount;
}

/** Where the ids start in a file of so many rows; the values lie right behind them. */
export function matrixEntriesOffset(rowCount: number): number {
  return MATRIX_HEADER_BYTES + 4 * (rowCount + 1);
}

/** Writes rows as one file. It is not synced: the store does that for all files of an artifact when it publishes them. */
export function writeMatrixFile(file: string, rows: SparseRows, featureCount: number): void {
  const header = new Uint32Array(MATRIX_HEADER_BYTES / 4);
  header.set([MATRIX_MAGIC, VERSION, rows.offsets.length - 1, rows.ids.length, featureCount]);
  writeBytes(file, [header, rows.offsets, rows.ids, rows.values]);
}

/** Loads a whole matrix file. `artifact.corrupt` when magic, version or size are wrong. */
export function loadMatrixFile(file: string): SparseRows {
  const bytes = readFileSync(file);
  return viewMatrixBytes(bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes), file);
}

/** Views a matrix file's bytes (from a multiple of 4 on) without a copy; `where` names them in a message. */
export function viewMatrixBytes(bytes: Uint8Array, where: string): SparseRows {
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.min(8, bytes.byteLength >> 2));
  const [magic, version, rowCount = 0, entryCount = 0] = header;
  if (magic !== MATRIX_MAGIC || version !== VERSION || bytes.byteLength !== matrixFileBytes(rowCount, entryCount)) {
    throw fail('artifact.corrupt', {
      what: 'a feature matrix file is damaged',
      where,
      got: `${bytes.byteLength} bytes, magic ${magic}, version ${version}`,
      wanted: `magic ${MATRIX_MAGIC}, version ${VERSION}, ${matrixFileBytes(rowCount, entryCount)} bytes`,
      hint: 'delete the file: the next run makes it again',
    });
  }
  const at = bytes.byteOffset + MATRIX_HEADER_BYTES;
  return {
    offsets: new Uint32Array(bytes.buffer, at, rowCount + 1),
    ids: new Uint32Array(bytes.buffer, at + 4 * (rowCount + 1), entryCount),
    values: new Float32Array(bytes.buffer, at + 4 * (rowCount + 1) + 4 * entryCount, entryCount),
  };
}

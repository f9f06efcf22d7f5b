import { closeSync, fstatSync, openSync } from 'node:fs';
import { fail } from '../../core/failure.js';
import { readFully } from '../../core/files/read-fully.js';
import { writeBytes } from '../../core/files/write-bytes.js';

type NumberArray = Uint8Array | Int32Array | Uint32Array | Float32Array;

/** Writes the bytes of an array, little-endian and nothing else. The file's name ends in the type: `code.i32`. */
export function writeArrayFile(file: string, array: NumberArray): void {
  writeBytes(file, [array]);
}

/** Fills an array, in shared memory or not, from a file of exactly its size; `artifact.corrupt` otherwise. Returns the array. */
export function readArrayFile<T extends NumberArray>(file: string, array: T): T {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const handle = openSync(file, 'r');
  try {
    const byteCount = fstatSync(handle).size;
    if (byteCount !== bytes.byteLength) throw wrongSize(file, byteCount, bytes.byteLength);
    const read = readFully(handle, bytes, 0);
    if (read !== bytes.byteLength) throw wrongSize(file, read, bytes.byteLength);
  } finally {
    closeSync(handle);
  }
  return array;
}

function wrongSize(file: string, got: number, wanted: number): Error {
  return fail('artifact.corrupt', {
    what: 'an array file is damaged',
    where: file,
    got: `${got} bytes`,
    wanted: `${wanted} bytes`,
    hint: 'delete the file: the next run makes it again',
  });
}

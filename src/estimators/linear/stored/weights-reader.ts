import { closeSync, fstatSync, openSync } from 'node:fs';
import { fail } from '../../../core/failure.js';
import { readFully } from '../../../core/files/read-fully.js';

/** Reads a weights file from its beginning, array after array. */
export interface WeightsReader {
  readonly file: string;
  readonly byteCount: number;
  /** Fills an array with the next bytes. `artifact.corrupt` when the file ends before. */
  read<T extends ArrayBufferView>(part: T): T;
}

/** Opens a weights file for as long as `use` runs. */
export function readWeights<T>(file: string, use: (reader: WeightsReader) => T): T {
  const handle = openSync(file, 'r');
  try {
    const byteCount = fstatSync(handle).size;
    let position = 0;
    const read = <Part extends ArrayBufferView>(part: Part): Part => {
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      if (readFully(handle, bytes, position) < bytes.length) throw corruptWeights(file, `${byteCount} bytes`, 'more bytes');
      position += bytes.length;
      return part;
    };
    return use({ file, byteCount, read });
  } finally {
    closeSync(handle);
  }
}

/** `artifact.corrupt` for a weights file that does not hold together. */
export function corruptWeights(file: string, got: string, wanted: string): Error {
  return fail('artifact.corrupt', {
    what: 'a weights file is damaged',
    where: file,
    got,
    wanted,
    hint: 'copy the bundle again, or run the pipeline again',
  });
}

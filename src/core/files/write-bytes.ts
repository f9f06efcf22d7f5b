import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * Writes arrays as one file, each with its bytes as they lie in memory, which is little-endian wherever Node runs. The next array
 * is asked for when the one before is written, so that a generator may fill one array again and again.
 * The bytes need not be on the disk afterwards: whoever publishes the file syncs it.
 */
export function writeBytes(file: string, pieces: Iterable<ArrayBufferView>): void {
  const handle = openSync(file, 'w');
  try {
    for (const piece of pieces) writeAll(handle, new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
  } finally {
    closeSync(handle);
  }
}

/** The system may take fewer bytes than it is offered. */
function writeAll(handle: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
}

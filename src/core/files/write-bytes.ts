import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/**
 * Writes arrays as one file, each with its bytes as they lie in memory, which is little-endian wherever Node runs. The next array
 * is asked for when the one before is written, so that a generator may fill one array again and again.
 * With `sync` the bytes are on the disk afterwards; without it whoever publishes the file sees to that.
 */
export function writeBytes(file: string, pieces: Iterable<ArrayBufferView>, { sync }: { readonly sync: boolean }): void {
  const handle = openSync(file, 'w');
  try {
    for (const piece of pieces) writeAll(handle, new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    if (sync) fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The system may take fewer bytes than it is offered. */
function writeAll(handle: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
}

import { readSync } from 'node:fs';

/** The longest read that every platform takes at once. */
const PIECE_BYTES = 1 << 28;

/** Reads from a position on until the bytes are full or the file ends; returns how many were read. */
export function readFully(handle: number, bytes: Uint8Array, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(handle, bytes, done, Math.min(bytes.length - done, PIECE_BYTES), position + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}

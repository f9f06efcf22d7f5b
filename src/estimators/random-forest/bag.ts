import type { Rng } from '../../core/rng.js';

/** How often each row was drawn for a tree: as many draws as rows, each with the same chance. */
export function drawBag(rowCount: number, rng: Rng): Uint8Array {
  const times = new Uint8Array(rowCount);
  for (let draw = 0; draw < rowCount; draw++) {
    const row = rng.nextBelow(rowCount);
    // Never seen: 255 draws of one row have a chance below 1e-500.
    if (times[row]! < 255) times[row]!++;
  }
  return times;
}

/** Bytes of one bit a row. */
export function bagBytes(rowCount: number): number {
  return Math.ceil(rowCount / 8);
}

/** A bit for each row that was drawn. */
export function packBag(times: Uint8Array): Uint8Array {
  const bits = new Uint8Array(bagBytes(times.length));
  times.forEach((count, row) => {
    if (count > 0) bits[row >> 3]! |= 1 << (row & 7);
  });
  return bits;
}

/** Whether a row was drawn. */
export function isInBag(bits: Uint8Array, row: number): boolean {
  return (bits[row >> 3]! & (1 << (row & 7))) !== 0;
}

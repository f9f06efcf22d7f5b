import type { FlatArray } from '../core/files/flat-file.js';
import { sharedFloat32, sharedUint32 } from '../core/shared-arrays.js';

/** A part of a flat file in shared memory. */
export function shareWhole(numbers: FlatArray): Uint32Array {
  const shared = sharedUint32(numbers.length);
  shared.set(numbers);
  return shared;
}

/** The same of numbers in f32. */
export function shareReal(numbers: FlatArray): Float32Array {
  const shared = sharedFloat32(numbers.length);
  shared.set(numbers);
  return shared;
}

/** Whether offsets begin at 0, never fall, and end at `end`. */
export function areOffsets(offsets: Uint32Array, end: number): boolean {
  return offsets[0] === 0 && offsets.at(-1) === end && offsets.every((offset, index) => index === 0 || offset >= (offsets[index - 1] as number));
}

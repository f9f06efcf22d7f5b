import { corruptFlat, type FlatArray, type FlatFormat } from '../core/files/flat-file.js';
import { sharedFloat32, sharedUint32 } from '../core/shared-arrays.js';
import type { ModelOf } from './model-format.js';

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

/** Refuses a file whose first two counts, codes and features, are not those of the model that it is read for: `artifact.corrupt`. */
export function requireModelOf(format: FlatFormat, file: string, [codeCount, features]: readonly number[], { codes, featureCount }: ModelOf): void {
  if (codeCount !== codes.length) throw corruptFlat(format, file, `${codeCount} codes`, `${codes.length}, as in the codebook of the model`);
  if (features !== featureCount) throw corruptFlat(format, file, `${features} features`, `${featureCount}, as in its n-gram table`);
}

import { roundToEven } from './half-floats.js';

/*
 * Numbers as whole ones times a scale that they share. A scale is a power of two: a number comes back without a further rounding, and
 * rounded numbers are not rounded again.
 */

/** The largest whole number of 8 bits and of 16, with either sign. */
export const LARGEST_OF_8 = 127;
/** See above. */
export const LARGEST_OF_16 = 32_767;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The smallest power of two, from 2^-126 on, of which the nearest multiple of `most` is no more than the `largest`; 0 for 0. */
export function scaleFor(most: number, largest: number): number {
  if (most === 0) return 0;
  float[0] = most;
  // The power of two at or below it, and from there down until the next one would be too small.
  bits[0] = Math.max(bits[0]! >>> 23, 1) << 23;
  let scale = float[0]!;
  while (scale > SMALLEST && roundToEven(most / (scale / 2)) <= largest) scale /= 2;
  while (roundToEven(most / scale) > largest) scale *= 2;
  return scale;
}

/** The smallest normal number. */
const SMALLEST = 1 / 2 ** 126;

/** The whole number that stands for a value. */
export function toWhole(value: number, scale: number): number {
  return scale === 0 ? 0 : roundToEven(value / scale);
}

/** The largest magnitude of numbers from … to-1. */
export function largestOf(values: Float32Array, from: number, to: number): number {
  let most = 0;
  for (let at = from; at < to; at++) most = Math.max(most, Math.abs(values[at]!));
  return most;
}

/*
 * Numbers of 16 bits as IEEE 754 has them (binary16): a sign, five bits of exponent, ten of mantissa. From 2^-14 to 65,504 a number
 * keeps eleven significant bits; smaller ones are multiples of 2^-24.
 */

/** The largest number that there is. */
export const LARGEST_HALF = 65_504;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** Bits of infinity, in f32 without the sign; of 2^-14 and 2^16; and what lies between the exponents of the two formats. */
const INFINITE = 0x7f800000;
const SMALLEST_NORMAL = 0x38800000;
const TOO_LARGE = 0x47800000;
const BIAS = (127 - 15) << 23;

/** The bits of the nearest half, of two equally near ones the even one; infinity from 65,520 on. The number is one of f32. */
export function toHalf(value: number): number {
  float[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const size = bits[0]! & 0x7fffffff;
  if (size > INFINITE) return sign | 0x7e00;
  if (size >= TOO_LARGE) return sign | 0x7c00;
  if (size < SMALLEST_NORMAL) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  // What is cut off is at least a half: the carry goes where it belongs, up to infinity.
  return sign | ((size - BIAS + 0xfff + ((size >>> 13) & 1)) >>> 13);
}

/** The number that a half's bits stand for. */
export function fromHalf(half: number): number {
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0) return (sign * mantissa) / 2 ** 24;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  bits[0] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  bits[0] += BIAS;
  return float[0]!;
}

let table: Float32Array | undefined;

/** The numbers of all 65,536 halves, by their bits. */
export function halfTable(): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => fromHalf(half));
  return table;
}

/** Added to a number below 2^51 and taken away again, it leaves the nearest whole number, of two equally near ones the even one. */
const WHOLE = 1.5 * 2 ** 52;

/** The nearest whole number to one below 2^51. */
export function roundToEven(value: number): number {
  return value + WHOLE - WHOLE;
}

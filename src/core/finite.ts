/** Where the first infinite number or NaN stands; −1 without any. */
export function firstNotFinite(numbers: Float32Array): number {
  return areFinite(numbers) ? -1 : numbers.findIndex((value) => !Number.isFinite(value));
}

/** By the bits, since there are millions: an exponent of ones says infinity or NaN, and one more than it reaches the sign bit. */
function areFinite(numbers: Float32Array): boolean {
  const bits = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  let found = 0;
  for (let i = 0; i < bits.length; i++) found |= (bits[i]! & 0x7f800000) + 0x00800000;
  return found >= 0;
}

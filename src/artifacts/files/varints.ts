/*
 * Whole numbers of up to 32 bits, seven bits a byte, the lowest first; the highest bit of a byte says that the number goes on (LEB128).
 */

/** The bytes of numbers, one after the other. */
export function encodeVarints(numbers: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(5 * numbers.length);
  let at = 0;
  for (const number of numbers) {
    let left = number;
    for (; left >= 0x80; left >>>= 7) bytes[at++] = (left & 0x7f) | 0x80;
    bytes[at++] = left;
  }
  return bytes.slice(0, at);
}

/** So many numbers from all of these bytes; null when they do not hold just so many. */
export function decodeVarints(bytes: Uint8Array, count: number): Uint32Array | null {
  const numbers = new Uint32Array(count);
  let at = 0;
  for (let index = 0; index < count; index++) {
    let number = 0;
    let shift = 0;
    while (at < bytes.length && (bytes[at]! & 0x80) !== 0 && shift < 28) {
      number |= (bytes[at++]! & 0x7f) << shift;
      shift += 7;
    }
    if (at === bytes.length || bytes[at]! > 0x7f) return null;
    numbers[index] = number | (bytes[at++]! << shift);
  }
  return at === bytes.length ? numbers : null;
}

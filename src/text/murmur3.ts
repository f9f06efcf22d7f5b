/** The seed of every n-gram hash, as in Spark's HashingTF. */
const NGRAM_SEED = 42;

const encoder = new TextEncoder();

/**
 * MurmurHash3 x86 32 (Austin Appleby, public domain) of bytes `start` to `end` - 1, as an unsigned 32-bit number.
 */
export function murmur3(bytes: Uint8Array, start = 0, end = bytes.length, seed = NGRAM_SEED): number {
  let h = seed;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    h ^= scramble(k);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (i < end) {
    let k = 0;
    for (let j = end - 1; j >= i; j--) k = (k << 8) | bytes[j]!;
    h ^= scramble(k);
  }
  return finalise(h ^ (end - start)) >>> 0;
}

/** The same over a string's UTF-8 bytes. */
export function murmur3Text(text: string, seed = NGRAM_SEED): number {
  return murmur3(encoder.encode(text), undefined, undefined, seed);
}

/** The bucket of a hash, as HashingTF has it: the signed hash modulo `bucketCount`, never negative. */
export function bucketOf(hash: number, bucketCount: number): number {
  const remainder = (hash | 0) % bucketCount;
  return remainder < 0 ? remainder + bucketCount : remainder;
}

/**
 * A second 32-bit hash of the same bytes, with the second of the four lanes of MurmurHash3 x86 128 (other multipliers, rotations
 * and addend). Bytes that collide in one of the two hashes are no more likely to collide in the other: together they are a 64-bit key.
 */
export function murmur3SecondLane(bytes: Uint8Array, start: number, end: number): number {
  let h = NGRAM_SEED;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    h ^= scrambleSecond(k);
    h = (Math.imul((h << 17) | (h >>> 15), 5) + 0x0bcaa747) | 0;
  }
  if (i < end) {
    let k = 0;
    for (let j = end - 1; j >= i; j--) k = (k << 8) | bytes[j]!;
    h ^= scrambleSecond(k);
  }
  return finalise(h ^ (end - start)) >>> 0;
}

/** Both lanes of the bytes, low word first, written to `into`: `murmur3` and `murmur3SecondLane` in one loop, for hot paths. */
export function hashBothLanes(bytes: Uint8Array, start: number, end: number, into: Uint32Array): void {
  let a = NGRAM_SEED;
  let b = NGRAM_SEED;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    a ^= scramble(k);
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    b ^= scrambleSecond(k);
    b = (Math.imul((b << 17) | (b >>> 15), 5) + 0x0bcaa747) | 0;
  }
  if (i < end) {
    let k = bytes[i]!;
    if (i + 1 < end) k |= bytes[i + 1]! << 8;
    if (i + 2 < end) k |= bytes[i + 2]! << 16;
    a ^= scramble(k);
    b ^= scrambleSecond(k);
  }
  into[0] = finalise(a ^ (end - start));
  into[1] = finalise(b ^ (end - start));
}

/** The final mix of MurmurHash3: a changed bit of the input changes about half the bits of the output; different inputs stay different. */
export function finalise(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function scramble(k: number): number {
  const multiplied = Math.imul(k, 0xcc9e2d51);
  return Math.imul((multiplied << 15) | (multiplied >>> 17), 0x1b873593);
}

function scrambleSecond(k: number): number {
  const multiplied = Math.imul(k, 0xab0e9789);
  return Math.imul((multiplied << 16) | (multiplied >>> 16), 0x38b34ae5);
}

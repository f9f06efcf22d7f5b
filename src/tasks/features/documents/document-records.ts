/**
 * What is known of one key over some training texts, as eight u32 in a row: a file of records is a flat file, and merging two
 * records of a key is adding words 2 to 5.
 */
export const RECORD_WORDS = 8;
/** The high word of the key; 0 for a bucket. */
export const HIGH = 0;
/** The low word of the key, or the bucket. */
export const LOW = 1;
/** Distinct training texts that have it. */
export const FREQUENCY = 2;
/** Sums modulo 2^32 over those texts of two mixed hashes of (text, times). */
export const SIGNATURE_A = 3;
export const SIGNATURE_B = 4;
/** Sum of its times over those texts, modulo 2^32: a third part of the signature. */
export const TIMES = 5;
/** Block (low 8 bits, `MIXED_BLOCK` for a bucket of several) and the number of the shard whose file has the name (other bits). */
export const ORIGIN = 6;
/** Index of the name in that shard; `BIN_NAME` and above: the numeric bin of number index - `BIN_NAME`. */
export const NAME = 7;

/** The block of a bucket whose n-grams come from several blocks. */
export const MIXED_BLOCK = 0xff;
/** Where the numbers of numeric bins start among the values of `NAME`. */
export const BIN_NAME = 0x80000000;
/** A name that is not kept, since too few texts have it. */
export const NO_NAME = 0xffffffff;

/** Records of different ranges never share a key (or bucket): ranges are merged apart. */
export const RANGE_COUNT = 256;

/** The range of an n-gram: by its high word for a vocabulary, by its bucket for hashed ids. */
export function rangeOf(high: number, bucket: number, bucketCount: number | null): number {
  return bucketCount === null ? high >>> 24 : Math.floor((bucket * RANGE_COUNT) / bucketCount);
}

/** The buckets of hashed ids; null for a vocabulary. */
export function bucketsOf({ ids, maxFeatures }: { readonly ids: 'vocabulary' | 'hashed'; readonly maxFeatures: number }): number | null {
  return ids === 'hashed' ? maxFeatures : null;
}

/** Joins neighbouring ranges, as [first, behind the last], until each piece has about `pieceSize` records; at least one piece. */
export function splitRanges(sizes: readonly number[], pieceSize: number): [number, number][] {
  const pieces: [number, number][] = [];
  let from = 0;
  let size = 0;
  sizes.forEach((rangeSize, range) => {
    if (size > 0 && size + rangeSize > pieceSize) {
      pieces.push([from, range]);
      from = range;
      size = 0;
    }
    size += rangeSize;
  });
  pieces.push([from, sizes.length]);
  return pieces;
}

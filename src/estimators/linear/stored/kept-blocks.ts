import { corruptWeights, type WeightsReader } from './weights-reader.js';

/*
 * Rows of numbers without the zeros of sparse ones. A block is four neighbouring numbers of a row; only blocks with a bit set
 * anywhere are kept, so nothing is lost (−0 is kept as it is) and equal rows give equal bytes. The masks, u32, m = ⌈stride / 128⌉ a
 * row, say which: bit b of word w stands for block 32·w + b.
 */

/** Neighbouring numbers of a row that are kept or left out together. */
export const BLOCK = 4;
const CHUNK_BLOCKS = 1 << 16;

/** Numbers as a file has them. */
export type StoredNumbers = Float32Array | Uint16Array | Int8Array;

/** How many rows there are, and how long they are: a multiple of 4. */
interface RowsShape {
  readonly featureCount: number;
  readonly stride: number;
}

/** Mask words of a row. */
export function maskWords(stride: number): number {
  return Math.ceil(stride / BLOCK / 32);
}

/** The masks of rows that come in consecutive parts. */
export function findBlocks(
  parts: Iterable<StoredNumbers>,
  { featureCount, stride }: RowsShape,
): { readonly masks: Uint32Array<ArrayBuffer>; readonly blockCount: number } {
  const words = maskWords(stride);
  const masks = new Uint32Array(featureCount * words);
  let blockCount = 0;
  let feature = 0;
  for (const part of parts) {
    const holds = bitsOf(part);
    for (let row = 0; row < part.length; row += stride, feature++) {
      for (let block = 0; block < stride / BLOCK; block++) {
        if (!holds(row + block * BLOCK)) continue;
        masks[feature * words + (block >>> 5)]! |= 1 << (block & 31);
        blockCount++;
      }
    }
  }
  return { masks, blockCount };
}

/** Whether the block that begins at a number has a bit set: it is as many words of 32 bits as a number has bytes. */
function bitsOf(part: StoredNumbers): (at: number) => boolean {
  const size = part.BYTES_PER_ELEMENT;
  const bits = new Uint32Array(part.buffer, part.byteOffset, (part.length * size) / 4);
  if (size === 1) return (at) => bits[at >>> 2] !== 0;
  if (size === 2) return (at) => (bits[at >>> 1]! | bits[(at >>> 1) + 1]!) !== 0;
  return (at) => (bits[at]! | bits[at + 1]! | bits[at + 2]! | bits[at + 3]!) !== 0;
}

/** The kept blocks of the same parts, in chunks; a chunk is valid until the next is asked for. */
export function* packBlocks<Numbers extends StoredNumbers>(
  parts: Iterable<Numbers>,
  masks: Uint32Array,
  stride: number,
  make: (length: number) => Numbers,
): Generator<Numbers> {
  const chunk = make(CHUNK_BLOCKS * BLOCK);
  const words = maskWords(stride);
  let filled = 0;
  let firstFeature = 0;
  for (const part of parts) {
    const featureCount = part.length / stride;
    for (const { begin, end } of keptRuns(masks.subarray(firstFeature * words), { featureCount, stride })) {
      for (let at = begin; at < end; ) {
        const length = Math.min(end - at, chunk.length - filled);
        copyNumbers(part, at, chunk, filled, length);
        at += length;
        filled += length;
        if (filled < chunk.length) continue;
        yield chunk;
        filled = 0;
      }
    }
    firstFeature += featureCount;
  }
  yield chunk.subarray(0, filled) as Numbers;
}

/** What is to be read back: rows, and how many of their blocks are kept. */
export interface KeptRows extends RowsShape {
  readonly blockCount: number;
}

/**
 * Reads masks and kept blocks. Where all are kept, `whole` may read them as they lie; otherwise `place` gets numbers from … from + count-1 of a chunk, which all belong to one row and go to `at` of
 * the rows. What is not kept is left as it is. `artifact.corrupt` when the masks do not hold together.
 */
export function unpackBlocks<Numbers extends StoredNumbers>(
  { read, file }: WeightsReader,
  rows: KeptRows,
  make: (length: number) => Numbers,
  place: (chunk: Numbers, from: number, at: number, count: number) => void,
  whole?: () => void,
): void {
  const { featureCount, stride, blockCount } = rows;
  const masks = read(new Uint32Array(featureCount * maskWords(stride)));
  checkMasks(masks, stride, file);
  if (whole !== undefined && areAllKept(masks, rows)) {
    whole();
    return;
  }
  const room = make(Math.min(BLOCK * CHUNK_BLOCKS, BLOCK * blockCount));
  let chunk = room.subarray(0, 0) as Numbers;
  let next = 0;
  let left = BLOCK * blockCount;
  for (const { begin, end } of keptRuns(masks, rows)) {
    for (let at = begin; at < end; ) {
      if (next === chunk.length) {
        if (left === 0) throw corruptWeights(file, 'more kept blocks in the masks', `${blockCount}`);
        chunk = read(room.subarray(0, left) as Numbers);
        left -= chunk.length;
        next = 0;
      }
      const length = Math.min(end - at, chunk.length - next);
      place(chunk, next, at, length);
      at += length;
      next += length;
    }
  }
  const kept = blockCount - (left + chunk.length - next) / BLOCK;
  if (kept !== blockCount) throw corruptWeights(file, `${kept} kept blocks in the masks`, `${blockCount}`);
}

/** A view costs as much as so many numbers. */
const SHORT = 64;

/** Copies so many numbers of one array into another of the same type. */
export function copyNumbers(source: StoredNumbers, from: number, target: StoredNumbers, to: number, count: number): void {
  if (count < SHORT) for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
  else target.set(source.subarray(from, from + count), to);
}

/** Numbers begin … end-1 of all rows. */
interface Run {
  readonly begin: number;
  readonly end: number;
}

/** Kept blocks of a row that follow one another, in file order. Dense rows have one run each. */
function* keptRuns(masks: Uint32Array, { featureCount, stride }: RowsShape): Generator<Run> {
  const words = maskWords(stride);
  for (let feature = 0; feature < featureCount; feature++) {
    let begin = 0;
    let end = 0;
    for (let word = 0; word < words; word++) {
      for (let mask = masks[feature * words + word]!, block = 32 * word; mask !== 0; ) {
        const gap = 31 - Math.clz32(mask & -mask);
        const length = Math.min(onesFrom(mask >>> gap), 32 - gap);
        const first = feature * stride + (block + gap) * BLOCK;
        if (first !== end) {
          if (end > begin) yield { begin, end };
          begin = first;
        }
        end = first + length * BLOCK;
        block += gap + length;
        mask = gap + length === 32 ? 0 : mask >>> (gap + length);
      }
    }
    if (end > begin) yield { begin, end };
  }
}

/** How many of the lowest bits are set before the first that is not. */
function onesFrom(mask: number): number {
  return mask === -1 || mask === 0xffffffff ? 32 : 31 - Math.clz32(~mask & -~mask);
}

/** Whether every block of every row is kept, and counted. */
function areAllKept(masks: Uint32Array, { featureCount, stride, blockCount }: KeptRows): boolean {
  if (BLOCK * blockCount !== featureCount * stride) return false;
  const words = maskWords(stride);
  const last = 0xffffffff >>> (32 * words - stride / BLOCK);
  return masks.every((mask, word) => mask === (word % words === words - 1 ? last : 0xffffffff));
}

/** No bit beyond a row's last block. */
function checkMasks(masks: Uint32Array, stride: number, file: string): void {
  const words = maskWords(stride);
  const used = stride / BLOCK - 32 * (words - 1);
  if (used === 32) return;
  for (let last = words - 1; last < masks.length; last += words) {
    if (masks[last]! >>> used !== 0) throw corruptWeights(file, 'a mask with more blocks than the stride has', `${stride / BLOCK} blocks`);
  }
}

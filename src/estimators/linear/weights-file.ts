import { closeSync, fstatSync, openSync } from 'node:fs';
import { fail } from '../../core/failure.js';
import { readFully } from '../../core/files/read-fully.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import { sharedFloat32 } from '../../core/shared-arrays.js';
import type { ModelOf } from '../model-format.js';
import { LINEAR, type LinearModel, type LinearParts } from './linear-model.js';

/**
 * Offsets of a weights file, in bytes, little-endian. A block is four neighbouring codes of one feature; only blocks with a
 * bit set anywhere are kept, so nothing is lost (−0 is kept as it is) and equal weights give equal bytes.
 *    0  u32 magic `MRWT`
 *    4  u32 version, 1
 *    8  u32 feature count f
 *   12  u32 code count
 *   16  u32 stride s: the code count rounded up to a multiple of 4
 *   20  u32 mask words a feature, m = ⌈s / 128⌉
 *   24  u32 block count, low word
 *   28  u32 block count, high word
 *   32  f32 intercept, s
 *    …  u32 masks, f × m: bit b of word w says whether block 32·w + b of the feature is kept
 *    …  f32 kept blocks, four numbers each, by feature, then by block
 */
const MAGIC = 0x5457524d;
/** Raised with the layout above. */
export const WEIGHTS_VERSION = 1;
const HEADER_BYTES = 32;
const BLOCK = 4;
const CHUNK_BLOCKS = 1 << 16;

/** Writes a model's weights and intercept as one file, synced. Cost: two walks over the weights. */
export function writeWeightsFile(file: string, model: LinearModel | LinearParts): void {
  writeBytes(file, weightsPieces(model), { sync: true });
}

function* weightsPieces(model: LinearModel | LinearParts): Generator<Float32Array | Uint32Array> {
  const { featureCount, codes, stride } = model;
  const parts = partsOf(model);
  const { masks, blockCount } = findBlocks(parts, featureCount, stride);
  const sizes = [featureCount, codes.length, stride, maskWords(stride), blockCount % 2 ** 32, Math.floor(blockCount / 2 ** 32)];
  yield Uint32Array.of(MAGIC, WEIGHTS_VERSION, ...sizes);
  const intercept = new Float32Array(stride);
  intercept.set(model.intercept.subarray(0, codes.length));
  yield intercept;
  yield masks;
  yield* packBlocks(parts, masks, stride);
}

function partsOf({ weights, featureCount, stride }: LinearModel | LinearParts): readonly Float32Array[] {
  return weights instanceof Float32Array ? [weights.subarray(0, featureCount * stride)] : weights;
}

function maskWords(stride: number): number {
  return Math.ceil(stride / BLOCK / 32);
}

function findBlocks(parts: readonly Float32Array[], featureCount: number, stride: number): { masks: Uint32Array<ArrayBuffer>; blockCount: number } {
  const words = maskWords(stride);
  const masks = new Uint32Array(featureCount * words);
  let blockCount = 0;
  let feature = 0;
  for (const part of parts) {
    const bits = new Uint32Array(part.buffer, part.byteOffset, part.length);
    for (let row = 0; row < bits.length; row += stride, feature++) {
      for (let block = 0; block < stride / BLOCK; block++) {
        const at = row + block * BLOCK;
        if ((bits[at]! | bits[at + 1]! | bits[at + 2]! | bits[at + 3]!) === 0) continue;
        masks[feature * words + (block >>> 5)]! |= 1 << (block & 31);
        blockCount++;
      }
    }
  }
  return { masks, blockCount };
}

function* packBlocks(parts: readonly Float32Array[], masks: Uint32Array, stride: number): Generator<Float32Array> {
  const chunk = new Float32Array(CHUNK_BLOCKS * BLOCK);
  const words = maskWords(stride);
  let filled = 0;
  let firstFeature = 0;
  for (const weights of parts) {
    const featureCount = weights.length / stride;
    for (const { begin, end } of keptRuns(masks.subarray(firstFeature * words), featureCount, stride)) {
      for (let at = begin; at < end; ) {
        const length = Math.min(end - at, chunk.length - filled);
        copyNumbers(weights, at, chunk, filled, length);
        at += length;
        filled += length;
        if (filled < chunk.length) continue;
        yield chunk;
        filled = 0;
      }
    }
    firstFeature += featureCount;
  }
  yield chunk.subarray(0, filled);
}

/** A view costs as much as so many numbers. */
const SHORT = 64;

function copyNumbers(source: Float32Array, from: number, target: Float32Array, to: number, count: number): void {
  if (count < SHORT) for (let i = 0; i < count; i++) target[to + i] = source[from + i]!;
  else target.set(source.subarray(from, from + count), to);
}

/** Numbers begin … end-1 of the weights. */
interface Run {
  readonly begin: number;
  readonly end: number;
}

/** Kept blocks of a feature that follow one another, in file order. Dense weights have one run a feature. */
function* keptRuns(masks: Uint32Array, featureCount: number, stride: number): Generator<Run> {
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

type Weights = Pick<LinearModel, 'featureCount' | 'stride' | 'weights' | 'intercept'> & { readonly codeCount: number };

/** The same as a model of known codes and features. `artifact.corrupt` when the file is one of others. */
export function loadWeights(file: string, { codes, featureCount }: ModelOf): LinearModel {
  const { codeCount, ...weights } = loadWeightsFile(file);
  if (codeCount !== codes.length) throw corrupt(file, `${codeCount} codes`, `${codes.length}, as in the codebook of the model`);
  if (weights.featureCount !== featureCount) throw corrupt(file, `${weights.featureCount} features`, `${featureCount}, as in its n-gram table`);
  return { kind: LINEAR, codes, ...weights };
}

/** Loads what `writeWeightsFile` wrote into shared memory. `artifact.corrupt` when magic, version, sizes or masks are wrong. */
export function loadWeightsFile(file: string): Weights {
  const handle = openSync(file, 'r');
  try {
    const byteCount = fstatSync(handle).size;
    let position = 0;
    const read = <T extends Float32Array | Uint32Array>(part: T): T => {
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      if (readFully(handle, bytes, position) < bytes.length) throw corrupt(file, `${byteCount} bytes`, 'more bytes');
      position += bytes.length;
      return part;
    };
    if (byteCount < HEADER_BYTES) throw corrupt(file, `${byteCount} bytes`, `at least ${HEADER_BYTES} bytes`);
    const [magic, version, featureCount = 0, codeCount = 0, stride = 0, words = 0, low = 0, high = 0] = read(new Uint32Array(HEADER_BYTES / 4));
    if (magic !== MAGIC || version !== WEIGHTS_VERSION)
      throw corrupt(file, `magic ${magic}, version ${version}`, `magic ${MAGIC}, version ${WEIGHTS_VERSION}`);
    const blockCount = low + high * 2 ** 32;
    const wanted = HEADER_BYTES + 4 * stride + 4 * featureCount * words + 4 * BLOCK * blockCount;
    if (stride !== Math.ceil(codeCount / BLOCK) * BLOCK || words !== maskWords(stride))
      throw corrupt(file, `stride ${stride}, ${words} mask words`, `those of ${codeCount} codes`);
    if (byteCount !== wanted) throw corrupt(file, `${byteCount} bytes`, `${wanted} bytes`);
    const intercept = read(sharedFloat32(stride));
    const masks = read(new Uint32Array(featureCount * words));
    const weights = sharedFloat32(featureCount * stride);
    unpackBlocks(weights, masks, { featureCount, stride, blockCount }, read, file);
    return { codeCount, featureCount, stride, weights, intercept };
  } finally {
    closeSync(handle);
  }
}

function unpackBlocks(
  weights: Float32Array,
  masks: Uint32Array,
  { featureCount, stride, blockCount }: { readonly featureCount: number; readonly stride: number; readonly blockCount: number },
  read: (part: Float32Array) => Float32Array,
  file: string,
): void {
  checkMasks(masks, stride, file);
  let chunk: Float32Array = new Float32Array(0);
  let next = 0;
  let left = BLOCK * blockCount;
  for (const { begin, end } of keptRuns(masks, featureCount, stride)) {
    for (let at = begin; at < end; ) {
      if (next === chunk.length) {
        if (left === 0) throw corrupt(file, 'more kept blocks in the masks', `${blockCount}`);
        chunk = read(new Float32Array(Math.min(BLOCK * CHUNK_BLOCKS, left)));
        left -= chunk.length;
        next = 0;
      }
      const length = Math.min(end - at, chunk.length - next);
      copyNumbers(chunk, next, weights, at, length);
      at += length;
      next += length;
    }
  }
  const kept = blockCount - (left + chunk.length - next) / BLOCK;
  if (kept !== blockCount) throw corrupt(file, `${kept} kept blocks in the masks`, `${blockCount}`);
}

/** No bit beyond a feature's last block. */
function checkMasks(masks: Uint32Array, stride: number, file: string): void {
  const words = maskWords(stride);
  const used = stride / BLOCK - 32 * (words - 1);
  if (used === 32) return;
  for (let last = words - 1; last < masks.length; last += words) {
    if (masks[last]! >>> used !== 0) throw corrupt(file, 'a mask with more blocks than the stride has', `${stride / BLOCK} blocks`);
  }
}

function corrupt(file: string, got: string, wanted: string): Error {
  return fail('artifact.corrupt', {
    what: 'a weights file is damaged',
    where: file,
    got,
    wanted,
    hint: 'copy the bundle again, or run the pipeline again',
  });
}

import { sharedFloat32 } from '../../../core/shared-arrays.js';
import { openWeightsRoom } from '../../../kernels/weights-room.js';
import type { LinearModel, LinearParts } from '../linear-model.js';
import { BLOCK, copyNumbers, findBlocks, maskWords, packBlocks, unpackBlocks } from './kept-blocks.js';
import { corruptWeights, type WeightsReader } from './weights-reader.js';

/**
 * Offsets of a weights file, in bytes, little-endian. Rows are kept as `kept-blocks.ts` says, so that nothing is lost.
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
export const MAGIC = 0x5457524d;
/** Of the layout above. */
export const WEIGHTS_VERSION = 1;
/** Of magic and version, which whoever tells versions apart has read; and of the rest of the head. */
const KNOWN_BYTES = 8;
const HEAD_BYTES = 24;

/** Weights as a file holds them, in f32. */
export interface StoredWeights extends Pick<LinearModel, 'featureCount' | 'stride' | 'weights' | 'intercept' | 'shared'> {
  readonly codeCount: number;
  /** Whether it is known already that no weight is infinite or NaN: there may be many, and the scales of a few say it too. */
  readonly areFinite?: true;
}

/** Room for them: where the kernel scores with them, unless they are too many for one memory. */
export function openRoom({ featureCount, codeCount, stride }: Omit<StoredWeights, 'weights' | 'intercept' | 'shared'>): StoredWeights {
  const sizes = { featureCount, codeCount, stride };
  const room = openWeightsRoom(featureCount, codeCount);
  return room === null ? { ...sizes, weights: sharedFloat32(featureCount * stride), intercept: sharedFloat32(stride) } : { ...sizes, ...room };
}

/** The pieces of the file: weights as they are, in f32. Cost: two walks over them. A view is valid until the next piece. */
export function* weightsPieces(model: LinearModel | LinearParts): Generator<Float32Array | Uint32Array> {
  const { featureCount, codes, stride } = model;
  const parts = partsOf(model);
  const { masks, blockCount } = findBlocks(parts, model);
  const sizes = [featureCount, codes.length, stride, maskWords(stride), blockCount % 2 ** 32, Math.floor(blockCount / 2 ** 32)];
  yield Uint32Array.of(MAGIC, WEIGHTS_VERSION, ...sizes);
  yield interceptOf(model);
  yield masks;
  yield* packBlocks(parts, masks, stride, (length) => new Float32Array(length));
}

/** The weights in consecutive parts of whole rows. */
export function partsOf({ weights, featureCount, stride }: LinearModel | LinearParts): readonly Float32Array[] {
  return weights instanceof Float32Array ? [weights.subarray(0, featureCount * stride)] : weights;
}

/** The intercept with zeros for padding. */
export function interceptOf({ intercept, codes, stride }: Pick<LinearModel, 'intercept' | 'codes' | 'stride'>): Float32Array {
  const padded = new Float32Array(stride);
  padded.set(intercept.subarray(0, codes.length));
  return padded;
}

/** Loads such a file into shared memory. `artifact.corrupt` when sizes or masks are wrong. */
export function loadWeights(reader: WeightsReader): StoredWeights {
  const { file, byteCount, read } = reader;
  if (byteCount < KNOWN_BYTES + HEAD_BYTES) throw corruptWeights(file, `${byteCount} bytes`, `at least ${KNOWN_BYTES + HEAD_BYTES} bytes`);
  const [featureCount = 0, codeCount = 0, stride = 0, words = 0, low = 0, high = 0] = read(new Uint32Array(HEAD_BYTES / 4));
  const blockCount = low + high * 2 ** 32;
  const wanted = KNOWN_BYTES + HEAD_BYTES + 4 * stride + 4 * featureCount * words + 4 * BLOCK * blockCount;
  if (stride !== Math.ceil(codeCount / BLOCK) * BLOCK || words !== maskWords(stride))
    throw corruptWeights(file, `stride ${stride}, ${words} mask words`, `those of ${codeCount} codes`);
  if (byteCount !== wanted) throw corruptWeights(file, `${byteCount} bytes`, `${wanted} bytes`);
  const room = openRoom({ featureCount, codeCount, stride });
  read(room.intercept);
  unpackBlocks(
    reader,
    { featureCount, stride, blockCount },
    (length) => new Float32Array(length),
    (chunk, from, at, count) => copyNumbers(chunk, from, room.weights, at, count),
    () => read(room.weights),
  );
  return room;
}

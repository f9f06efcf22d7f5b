import { NUMBER_TYPES, type NumberType } from '../../../core/number-type.js';
import { strideOf } from '../../../kernels/linear-layout.js';
import { scaledRows } from '../../../kernels/scaled-rows.js';
import type { WrittenLinear } from '../linear-model.js';
import { factorBytes, factorPieces, readFactors } from './factor-pieces.js';
import { BLOCK, findBlocks, type KeptRows, maskWords, packBlocks, unpackBlocks } from './kept-blocks.js';
import { DECODE, encodeRows, type RealType, ROW_CODECS, scalesOf } from './rounded-rows.js';
import { interceptOf, MAGIC, openRoom, partsOf, type StoredWeights } from './weights-file.js';
import { corruptWeights, type WeightsReader } from './weights-reader.js';
import { LARGEST_OF_8 } from './whole-numbers.js';

/**
 * Offsets of a weights file whose numbers are rounded, or whose weights are two factors, in bytes, little-endian.
 *    0  u32 magic `MRWT`
 *    4  u32 version, 2
 *    8  u32 feature count f
 *   12  u32 code count
 *   16  u32 stride s: the code count rounded up to a multiple of 4
 *   20  u32 type of the numbers: 0 f32, 1 f16, 2 i8
 *   24  u32 rank r of the factors, a multiple of 4; 0: the weights are as they are
 *   28  u32 block count, low word; 0 with factors
 *   32  u32 block count, high word
 *   36  f32 intercept, s
 * Weights as they are, as `kept-blocks.ts` says:
 *    …  f32 scale of each feature, f; only of i8
 *    …  u32 masks, f × ⌈s / 128⌉
 *    …  kept blocks, four numbers of the type each, by feature, then by block
 * Factors: see `factor-pieces.ts`.
 */
export const ROUNDED_VERSION = 2;
/** Of magic and version, which whoever tells versions apart has read; and of the rest of the head. */
const KNOWN_BYTES = 8;
const HEAD_BYTES = 28;

/** The pieces of a file in that type; a view is valid until the next piece. */
export function* roundedPieces(model: WrittenLinear, numberType: NumberType): Generator<ArrayBufferView> {
  const { featureCount, codes, stride } = model;
  const isFactors = 'factors' in model;
  const rank = isFactors ? model.factors.reduce((sum, factors) => sum + factors.rank, 0) : 0;
  const body = isFactors ? { blockCount: 0, pieces: factorPieces(model, numberType) } : fullPieces(partsOf(model), model, numberType);
  const blocks = [body.blockCount % 2 ** 32, Math.floor(body.blockCount / 2 ** 32)];
  yield Uint32Array.of(MAGIC, ROUNDED_VERSION, featureCount, codes.length, stride, NUMBER_TYPES.indexOf(numberType), rank, ...blocks);
  yield interceptOf(model);
  yield* body.pieces;
}

/** Rows are encoded twice, to find the blocks and to write them: they are never all in memory. */
function fullPieces(parts: readonly Float32Array[], { featureCount, stride }: WrittenLinear, numberType: NumberType) {
  const codec = ROW_CODECS[numberType];
  const scales = scalesOf(parts, stride, featureCount, codec);
  const encode = () => encodeRows(parts, stride, codec, scales);
  const { masks, blockCount } = findBlocks(encode(), { featureCount, stride });
  function* pieces() {
    if (codec.hasScales) yield scales;
    yield masks;
    yield* packBlocks(encode(), masks, stride, codec.make);
  }
  return { blockCount, pieces: pieces() };
}

/** Loads such a file into shared memory, its numbers f32 again. `artifact.corrupt` when sizes, type or masks are wrong. */
export function loadRounded(reader: WeightsReader): StoredWeights {
  const { file, byteCount, read } = reader;
  if (byteCount < KNOWN_BYTES + HEAD_BYTES) throw corruptWeights(file, `${byteCount} bytes`, `at least ${KNOWN_BYTES + HEAD_BYTES} bytes`);
  const [featureCount = 0, codeCount = 0, stride = 0, type = 0, rank = 0, low = 0, high = 0] = read(new Uint32Array(HEAD_BYTES / 4));
  const numberType = NUMBER_TYPES[type];
  if (numberType === undefined) throw corruptWeights(file, `numbers of type ${type}`, `a type from 0 to ${NUMBER_TYPES.length - 1}`);
  if (stride !== strideOf(codeCount)) throw corruptWeights(file, `stride ${stride}`, `that of ${codeCount} codes`);
  if (rank % 4 !== 0) throw corruptWeights(file, `rank ${rank}`, 'a multiple of 4');
  const sizes = { featureCount, codeCount, stride, rank };
  const blockCount = low + high * 2 ** 32;
  const bodyBytes = rank > 0 ? factorBytes(sizes, numberType) : fullBytes({ ...sizes, blockCount }, numberType);
  const wanted = KNOWN_BYTES + HEAD_BYTES + 4 * stride + bodyBytes;
  if (byteCount !== wanted) throw corruptWeights(file, `${byteCount} bytes`, `${wanted} bytes`);
  const room = openRoom({ featureCount, codeCount, stride });
  read(room.intercept);
  if (rank > 0) readFactors(reader, sizes, numberType, room.weights);
  else if (numberType === 'i8') return { ...room, areFinite: readScaled(reader, { ...sizes, blockCount }, room.weights) };
  else readFull(reader, { ...sizes, blockCount }, numberType, room.weights);
  return room;
}

/** Bytes of weights that are as they are: scales, masks and kept blocks. */
function fullBytes({ featureCount, stride, blockCount }: KeptRows, numberType: NumberType): number {
  const { hasScales, make } = ROW_CODECS[numberType];
  return (hasScales ? 4 * featureCount : 0) + 4 * featureCount * maskWords(stride) + BLOCK * blockCount * make(0).BYTES_PER_ELEMENT;
}

function readFull(reader: WeightsReader, rows: KeptRows, numberType: RealType, weights: Float32Array): void {
  const { make } = ROW_CODECS[numberType];
  const decode = DECODE[numberType];
  unpackBlocks(reader, rows, make, (chunk, from, at, count) => decode(chunk, from, weights, at, count));
}

function readScaled(reader: WeightsReader, rows: KeptRows, weights: Float32Array): true {
  const scales = reader.read(new Float32Array(rows.featureCount));
  const wrong = scales.findIndex((scale) => !Number.isFinite(Math.fround(2 * LARGEST_OF_8 * scale)));
  if (wrong !== -1) throw corruptWeights(reader.file, `scale ${wrong} is ${scales[wrong]}`, 'scales of finite weights');
  const decoded = scaledRows(scales, rows.stride, weights);
  unpackBlocks(
    reader,
    rows,
    (length) => new Int8Array(length),
    decoded.place,
    () => decoded.fill(reader.read),
  );
  decoded.end();
  return true;
}

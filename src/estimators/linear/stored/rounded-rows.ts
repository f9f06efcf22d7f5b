import { fail } from '../../../core/failure.js';
import type { NumberType } from '../../../core/number-type.js';
import { halfTable, LARGEST_HALF, toHalf } from './half-floats.js';
import { copyNumbers, type StoredNumbers } from './kept-blocks.js';
import { LARGEST_OF_8, largestOf, scaleFor, toWhole } from './whole-numbers.js';

/** Rows of numbers in one stored type. `scales` has one entry a row for whole numbers, and none for others. */
export interface RowCodec {
  make(length: number): StoredNumbers;
  /** The scale of a row; what it is for f32 and f16 counts nothing. */
  scaleOf(values: Float32Array, from: number, to: number): number;
  encode(value: number, scale: number): number;
  readonly hasScales: boolean;
}

/** Encodes numbers that share no scale. */
export function encodeAll(values: Float32Array, type: RealType): StoredNumbers {
  const codec = ROW_CODECS[type];
  const numbers = codec.make(values.length);
  for (let at = 0; at < values.length; at++) numbers[at] = codec.encode(values[at]!, 1);
  return numbers;
}

/** Decodes them. */
export function decodeAll(numbers: StoredNumbers, type: RealType): Float32Array {
  const values = new Float32Array(numbers.length);
  DECODE[type](numbers, 0, values, 0, numbers.length);
  return values;
}

/** How rows are written in each type; a row is that of a feature. */
export const ROW_CODECS: Readonly<Record<NumberType, RowCodec>> = {
  f32: {
    hasScales: false,
    make: (length) => new Float32Array(length),
    scaleOf: () => 1,
    encode: (value) => value,
  },
  f16: {
    hasScales: false,
    make: (length) => new Uint16Array(length),
    scaleOf: () => 1,
    encode: encodeHalf,
  },
  // By feature: of business names 0.03 % got another code than from f32, with a scale a code 0.08 %.
  i8: {
    hasScales: true,
    make: (length) => new Int8Array(length),
    scaleOf: (values, from, to) => scaleFor(largestOf(values, from, to), LARGEST_OF_8),
    encode: toWhole,
  },
};

/** Types whose numbers say for themselves what they are, without a scale. */
export type RealType = Exclude<NumberType, 'i8'>;

/** Decodes numbers from … from + count-1 into `out` from `at` on. */
type Decode = (numbers: StoredNumbers, from: number, out: Float32Array, at: number, count: number) => void;

/** How they are read back; whole numbers by `scaledRows` and `wholeProduct` of the kernels. */
export const DECODE: Readonly<Record<RealType, Decode>> = {
  f32: copyNumbers,
  f16: (numbers, from, out, at, count) => {
    const table = halfTable();
    for (let i = 0; i < count; i++) out[at + i] = table[numbers[from + i]!]!;
  },
};

function encodeHalf(value: number): number {
  const half = toHalf(value);
  if ((half & 0x7c00) !== 0x7c00) return half;
  throw fail('usage.wrong-value', {
    what: 'a weight is too large for its type',
    where: 'bundle.weights: f16',
    got: String(value),
    wanted: `at most ${LARGEST_HALF}`,
    hint: 'take i8, which scales every row, or f32',
  });
}

/** Rows of a length that are encoded together. */
const ROWS = 1024;

/** Encodes parts of whole rows, a few rows at a time, each valid until the next; `scales` are those of the rows. */
export function* encodeRows(parts: Iterable<Float32Array>, length: number, codec: RowCodec, scales: Float32Array): Generator<StoredNumbers> {
  const room = codec.make(ROWS * length);
  let first = 0;
  for (const part of parts) {
    for (let from = 0; from < part.length; from += room.length) {
      const values = part.subarray(from, from + room.length);
      for (let at = 0; at < values.length; at++) room[at] = codec.encode(values[at]!, scales[first + Math.floor(at / length)]!);
      first += values.length / length;
      yield room.subarray(0, values.length);
    }
  }
}

/** The scale of each row of the same parts. */
export function scalesOf(parts: Iterable<Float32Array>, length: number, rowCount: number, codec: RowCodec): Float32Array {
  const scales = new Float32Array(rowCount);
  let row = 0;
  for (const part of parts) for (let from = 0; from < part.length; from += length) scales[row++] = codec.scaleOf(part, from, from + length);
  return scales;
}

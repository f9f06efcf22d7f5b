import type { NumberType } from '../../../core/number-type.js';
import { PRODUCT_ROWS, realProduct, wholeProduct } from '../../../kernels/factor-product.js';
import type { Factors, LinearFactors } from '../linear-model.js';
import { decodeAll, encodeAll, encodeRows, type RealType, ROW_CODECS, scalesOf } from './rounded-rows.js';
import type { WeightsReader } from './weights-reader.js';
import { LARGEST_OF_8, LARGEST_OF_16, scaleFor, toWhole } from './whole-numbers.js';

/*
 * Weights W = A·B with A of f × r and B of r × s; those of an average lie side by side in A and one below the other in B. Numbers in a
 * file:
 *    i8        f32 scale of each feature, f · f32 scale of each code, s · A, i8 · B, i16
 *    f16, f32  A · B, both of the type
 * B is small, and every weight of a code is a sum over its column: it has sixteen bits where A has eight.
 */

/** How large the two are. */
export interface FactorSizes {
  readonly featureCount: number;
  readonly codeCount: number;
  readonly stride: number;
  readonly rank: number;
}

/** Bytes of the two in a file. */
export function factorBytes({ featureCount, stride, rank }: FactorSizes, numberType: NumberType): number {
  if (numberType === 'i8') return 4 * (featureCount + stride) + featureCount * rank + 2 * rank * stride;
  return ROW_CODECS[numberType].make(0).BYTES_PER_ELEMENT * rank * (featureCount + stride);
}

/** Rows of A that are put side by side at a time. */
const ROWS = 1024;

/** The two in that type; a view is valid until the next piece. */
export function* factorPieces({ factors, featureCount, stride }: LinearFactors, numberType: NumberType): Generator<ArrayBufferView> {
  const rank = factors.reduce((sum, own) => sum + own.rank, 0);
  const right = joinRight(factors, stride);
  const left = () => joinLeft(factors, featureCount, rank);
  const codec = ROW_CODECS[numberType];
  const scales = scalesOf(left(), rank, featureCount, codec);
  const whole = numberType === 'i8' ? toWholeColumns(right, stride, rank) : null;
  if (whole !== null) {
    yield scales;
    yield whole.scales;
  }
  yield* encodeRows(left(), rank, codec, scales);
  yield whole === null ? encodeAll(right, numberType as RealType) : whole.numbers;
}

/** Rows of all A side by side, a few at a time. */
function* joinLeft(factors: readonly Factors[], featureCount: number, rank: number): Generator<Float32Array> {
  const rows = factors.map((own) => rowsOf(own));
  const joined = new Float32Array(ROWS * rank);
  for (let first = 0; first < featureCount; first += ROWS) {
    const count = Math.min(ROWS, featureCount - first);
    for (let row = 0; row < count; row++) {
      let at = row * rank;
      for (const next of rows) {
        const own = next.next().value as Float32Array;
        joined.set(own, at);
        at += own.length;
      }
    }
    yield joined.subarray(0, count * rank);
  }
}

function* rowsOf({ left, rank }: Factors): Generator<Float32Array> {
  for (const part of left) for (let at = 0; at < part.length; at += rank) yield part.subarray(at, at + rank);
}

function joinRight(factors: readonly Factors[], stride: number): Float32Array {
  const joined = new Float32Array(factors.reduce((sum, { rank }) => sum + rank * stride, 0));
  let at = 0;
  for (const { right } of factors) {
    joined.set(right, at);
    at += right.length;
  }
  return joined;
}

/** Each column of B, which is a code's, as whole numbers of 16 bits: the largest of which no sum with numbers of A overflows. */
function toWholeColumns(right: Float32Array, stride: number, rank: number): { readonly scales: Float32Array; readonly numbers: Int16Array } {
  const largest = Math.min(LARGEST_OF_16, Math.floor((2 ** 31 - 1) / (LARGEST_OF_8 * rank)));
  const most = new Float32Array(stride);
  right.forEach((value, index) => {
    most[index % stride] = Math.max(most[index % stride]!, Math.abs(value));
  });
  const scales = most.map((own) => scaleFor(own, largest));
  return { scales, numbers: Int16Array.from(right, (value, index) => toWhole(value, scales[index % stride]!)) };
}

/** Reads both and makes the weights of them, a few rows at a time. */
export function readFactors(reader: WeightsReader, sizes: FactorSizes, numberType: NumberType, weights: Float32Array): void {
  if (numberType === 'i8') readWhole(reader, sizes, weights);
  else readReal(reader, sizes, numberType, weights);
}

function readWhole({ read }: WeightsReader, { featureCount, codeCount, stride, rank }: FactorSizes, weights: Float32Array): void {
  const scales = read(new Float32Array(featureCount));
  const codeScales = read(new Float32Array(stride));
  const left = read(new Int8Array(featureCount * rank));
  const product = wholeProduct(rank, codeCount, read(new Int16Array(rank * stride)), codeScales);
  eachFew(featureCount, (first, count) => {
    const rows = { numbers: left.subarray(first * rank, (first + count) * rank), scales: scales.subarray(first, first + count) };
    weights.set(product.multiply(rows, count), first * stride);
  });
}

function readReal(
  { read }: WeightsReader,
  { featureCount, codeCount, stride, rank }: FactorSizes,
  numberType: RealType,
  weights: Float32Array,
): void {
  const { make } = ROW_CODECS[numberType];
  const left = read(make(featureCount * rank));
  const product = realProduct(rank, codeCount, decodeAll(read(make(rank * stride)), numberType));
  eachFew(featureCount, (first, count) => {
    weights.set(product.multiply(decodeAll(left.subarray(first * rank, (first + count) * rank), numberType), count), first * stride);
  });
}

function eachFew(count: number, run: (first: number, count: number) => void): void {
  for (let first = 0; first < count; first += PRODUCT_ROWS) run(first, Math.min(PRODUCT_ROWS, count - first));
}

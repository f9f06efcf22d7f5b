import { factorTables, openFactors } from './factor-tables.js';
import { createMemory, linearLayout, openLinearKernel } from './linear-kernel.js';
import { strideOf, writeTable } from './linear-layout.js';

/** Rows that are multiplied together: what lies between lies in the cache. */
export const PRODUCT_ROWS = 64;

/** Makes rows of W = A·B of rows of A, a few at a time. */
export interface FactorProduct<Left> {
  /** `rowCount` is at most `PRODUCT_ROWS`; the rows of W are a view that is valid until the next call. */
  multiply(left: Left, rowCount: number): Float32Array;
}

/** Rows of A, rank numbers each. */
export type RealRows = Float32Array;

/** The same in whole numbers, each row with its scale. */
export interface WholeRows {
  readonly numbers: Int8Array;
  readonly scales: Float32Array;
}

/**
 * W = A·B in f32, terms in the order of the rank: to the bit what a fit makes of its factors, of several the one after the other.
 * `right` is rank × stride.
 */
export function realProduct(rank: number, classCount: number, right: Float32Array): FactorProduct<RealRows> {
  const shape = { featureCount: PRODUCT_ROWS, classCount, batchEntries: 1, gradientRows: 0, probabilityDocuments: 0, rank };
  const layout = linearLayout(shape);
  const memory = createMemory(layout.byteCount);
  writeTable(layout, memory);
  openFactors(layout, memory);
  const kernel = openLinearKernel(memory);
  const { leave, back } = factorTables(layout);
  const { factors, weights, zeros, stride } = layout;
  new Float32Array(memory.buffer, factors.right, rank * stride).set(right);
  const left = new Float32Array(memory.buffer, factors.left, PRODUCT_ROWS * rank);
  const out = new Float32Array(memory.buffer, weights, PRODUCT_ROWS * stride);
  return {
    multiply: (rows, rowCount) => {
      left.set(rows.subarray(0, rowCount * rank));
      kernel.multiplyRows(leave, back, 0, rowCount, zeros, weights);
      return out.subarray(0, rowCount * stride);
    },
  };
}

/** Where the parts of a product in whole numbers begin: behind the compiler's data. */
const FREE_FROM = 65_536;

/**
 * W = (scale · A)·(B · codeScales) with whole numbers A and B, whose products have to add up to less than 2^31. A sum of them is
 * exact: only its f32 and the two scales round, and powers of two do not. `right` is rank × stride; the rank is even.
 */
export function wholeProduct(rank: number, classCount: number, right: Int16Array, codeScales: Float32Array): FactorProduct<WholeRows> {
  const stride = strideOf(classCount);
  let next = FREE_FROM;
  const take = (byteCount: number): number => {
    const at = next;
    next = Math.ceil((next + byteCount) / 16) * 16;
    return at;
  };
  const at = {
    right: take(2 * rank * stride),
    codeScales: take(4 * stride),
    left: take(2 * PRODUCT_ROWS * rank),
    scales: take(4 * PRODUCT_ROWS),
    out: take(4 * PRODUCT_ROWS * stride),
  };
  const memory = createMemory(next);
  const kernel = openLinearKernel(memory);
  placePairs(right, stride, new Int16Array(memory.buffer, at.right, rank * stride));
  new Float32Array(memory.buffer, at.codeScales, stride).set(codeScales);
  const left = new Int16Array(memory.buffer, at.left, PRODUCT_ROWS * rank);
  const scales = new Float32Array(memory.buffer, at.scales, PRODUCT_ROWS);
  const out = new Float32Array(memory.buffer, at.out, PRODUCT_ROWS * stride);
  return {
    multiply: (rows, rowCount) => {
      left.set(rows.numbers.subarray(0, rowCount * rank));
      scales.set(rows.scales.subarray(0, rowCount));
      kernel.multiplyWhole(at.left, at.right, rank / 2, 4 * stride, 0, rowCount, at.scales, at.codeScales, at.out);
      return out.subarray(0, rowCount * stride);
    },
  };
}

/** Two rows of B that follow one another, side by side. */
function placePairs(right: Int16Array, stride: number, pairs: Int16Array): void {
  right.forEach((number, index) => {
    const [k, code] = [Math.floor(index / stride), index % stride];
    pairs[2 * ((k >> 1) * stride + code) + (k & 1)] = number;
  });
}

import { createMemory, openLinearKernel } from './linear-kernel.js';

/** Rows that are decoded together: what they take lies in the cache. */
const ROWS = 128;

/** Where the parts begin: behind the compiler's data. */
const FREE_FROM = 65_536;

/** Decodes rows of whole numbers of eight bits, each row with its scale: from pieces that come from the first to the last, or all at once. */
export interface ScaledRows {
  /** So many numbers of one row, from a place among all numbers on; none before those of an earlier call. What is left out is zero. */
  place(numbers: Int8Array, from: number, at: number, count: number): void;
  /** All numbers, of which `read` fills in the next. Nothing else is to be placed. */
  fill(read: (numbers: Int8Array) => void): void;
  /** Decodes what is left. */
  end(): void;
}

/** Into `out`, which is all zero: a row a scale, `stride` numbers each. */
export function scaledRows(scales: Float32Array, stride: number, out: Float32Array): ScaledRows {
  const at = { scales: FREE_FROM, numbers: FREE_FROM + 4 * ROWS, out: FREE_FROM + 4 * ROWS + ROWS * stride };
  const { buffer, kernel } = openKernel(at.out + 4 * ROWS * stride);
  const numbers = new Int8Array(buffer, at.numbers, ROWS * stride);
  const heldScales = new Float32Array(buffer, at.scales, ROWS);
  const decoded = new Float32Array(buffer, at.out, ROWS * stride);
  let firstRow = 0;
  let isEmpty = true;
  const decode = (rowCount: number): void => {
    heldScales.set(scales.subarray(firstRow, firstRow + rowCount));
    kernel.scaleRows(at.numbers, at.scales, stride, rowCount, at.out);
    out.set(decoded.subarray(0, rowCount * stride), firstRow * stride);
  };
  const flush = (): void => {
    if (!isEmpty) {
      decode(Math.min(ROWS, scales.length - firstRow));
      numbers.fill(0);
      isEmpty = true;
    }
    firstRow += ROWS;
  };
  return {
    place: (source, from, to, count) => {
      while (to >= (firstRow + ROWS) * stride) flush();
      numbers.set(source.subarray(from, from + count), to - firstRow * stride);
      isEmpty = false;
    },
    fill: (read) => {
      for (; firstRow < scales.length; firstRow += ROWS) {
        const rowCount = Math.min(ROWS, scales.length - firstRow);
        read(numbers.subarray(0, rowCount * stride));
        decode(rowCount);
      }
    },
    end: flush,
  };
}

function openKernel(byteCount: number) {
  const memory = createMemory(byteCount);
  return { buffer: memory.buffer, kernel: openLinearKernel(memory) };
}

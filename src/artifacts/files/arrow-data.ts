import type * as Arrow from 'apache-arrow';
import type { Data } from 'apache-arrow';
import { loadLibrary } from '../../core/load-library.js';

/** Arrow's package, loaded at the first use: many commands and tasks meet none of its tables. */
export const arrow = (): typeof Arrow => loadLibrary('arrow') as typeof Arrow;

/** Texts as a column of UTF-8; null is missing. */
export function encodeTexts(cells: readonly (string | null)[]): Data {
  const offsets = new Int32Array(cells.length + 1);
  for (let row = 0; row < cells.length; row++) offsets[row + 1] = (offsets[row] as number) + Buffer.byteLength(cells[row] ?? '');
  const data = Buffer.alloc(offsets[cells.length] as number);
  for (let row = 0; row < cells.length; row++) data.write(cells[row] ?? '', offsets[row] as number);
  const { makeData, Utf8 } = arrow();
  return makeData({ type: new Utf8(), length: cells.length, ...validity(cells), valueOffsets: offsets, data });
}

/** Numbers as a column of doubles; null is missing. */
export function encodeNumbers(cells: readonly (number | null)[]): Data {
  const data = Float64Array.from(cells, (cell) => cell ?? 0);
  const { makeData, Float64 } = arrow();
  return makeData({ type: new Float64(), length: cells.length, ...validity(cells), data });
}

/** Arrow's bit mask: bit `row % 8` of byte `row / 8` is 1 for a cell that is there; no mask when all are. */
export function validity(cells: readonly unknown[]): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullBitmap = bits(cells, (cell) => cell !== null);
  const nullCount = cells.reduce<number>((count, cell) => (cell === null ? count + 1 : count), 0);
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap };
}

/** One bit a cell, in Arrow's order: 1 where `isSet`. */
export function bits<T>(cells: readonly T[], isSet: (cell: T) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(cells.length / 64) * 8);
  for (let row = 0; row < cells.length; row++) if (isSet(cells[row] as T)) bytes[row >> 3] = (bytes[row >> 3] as number) | (1 << (row & 7));
  return bytes;
}

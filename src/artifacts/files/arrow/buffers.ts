/** What a column of Arrow is made of, whichever release or copy of its package puts it together. */
export interface ColumnBuffers {
  readonly nullCount: number;
  readonly values: Uint8Array | Float64Array;
  readonly nullBitmap?: Uint8Array;
  /** Of texts: where each begins, and where the last ends. */
  readonly valueOffsets?: Int32Array;
}

/** Texts in UTF-8; null is missing. */
export function textBuffers(cells: readonly (string | null)[]): ColumnBuffers & { readonly valueOffsets: Int32Array; readonly values: Uint8Array } {
  const valueOffsets = new Int32Array(cells.length + 1);
  for (let row = 0; row < cells.length; row++) valueOffsets[row + 1] = (valueOffsets[row] as number) + Buffer.byteLength(cells[row] ?? '');
  const values = Buffer.alloc(valueOffsets[cells.length] as number);
  for (let row = 0; row < cells.length; row++) values.write(cells[row] ?? '', valueOffsets[row] as number);
  return { ...validity(cells), valueOffsets, values };
}

/** Doubles; null is missing. */
export function numberBuffers(cells: readonly (number | null)[]): ColumnBuffers & { readonly values: Float64Array } {
  return { ...validity(cells), values: Float64Array.from(cells, (cell) => cell ?? 0) };
}

/** Where the items of each list begin, and where the last end. */
export function listOffsets(lists: readonly (readonly unknown[] | null)[]): Int32Array {
  const offsets = new Int32Array(lists.length + 1);
  for (let row = 0; row < lists.length; row++) offsets[row + 1] = (offsets[row] as number) + (lists[row]?.length ?? 0);
  return offsets;
}

/** Arrow's bit mask: bit `row % 8` of byte `row / 8` is 1 for a cell that is there; no mask when all are. */
export function validity(cells: readonly unknown[]): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullCount = cells.reduce<number>((count, cell) => (cell === null ? count + 1 : count), 0);
  return nullCount === 0 ? { nullCount } : { nullCount, nullBitmap: bits(cells, (cell) => cell !== null) };
}

/** One bit a cell, in Arrow's order: 1 where `isSet`. */
export function bits<T>(cells: readonly T[], isSet: (cell: T) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(cells.length / 64) * 8);
  for (let row = 0; row < cells.length; row++) if (isSet(cells[row] as T)) bytes[row >> 3] = (bytes[row >> 3] as number) | (1 << (row & 7));
  return bytes;
}

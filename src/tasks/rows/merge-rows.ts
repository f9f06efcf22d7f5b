import { closeSync, openSync } from 'node:fs';
import { matrixEntriesOffset, writeMatrixFile } from '../../artifacts/files/matrix-file.js';
import { readFully } from '../../core/files/read-fully.js';
import { emptyRows } from './sort-rows.js';
import { cutShort } from './stored-rows.js';

/** Some rows, one after the other, of a file that `sort-rows` wrote. */
export interface SortedSlice {
  readonly file: string;
  /** Rows of the whole file. */
  readonly rowCount: number;
  /** Entries of the whole file. */
  readonly entryCount: number;
  /** Entry at which the slice starts. */
  readonly firstEntry: number;
  /** Entries of each row of the slice. */
  readonly lengths: Uint32Array;
}

/** Slices of sorted shards, how their rows interleave, and the file to write. */
export interface MergeRowsInput {
  /** The slices that make up a chunk of the order. */
  readonly slices: readonly SortedSlice[];
  /** Which slice each row of the chunk comes from; rows of one slice follow each other in its order. */
  readonly source: Uint32Array;
  readonly featureCount: number;
  readonly file: string;
}

/** Writes one chunk of the order from slices of sorted shards: the second half of a shuffle on disk. */
export default function mergeRows({ slices, source, featureCount, file }: MergeRowsInput): null {
  const nextRow = new Uint32Array(slices.length);
  const lengths = source.map((slice) => {
    const row = nextRow[slice] as number;
    nextRow[slice] = row + 1;
    return (slices[slice] as SortedSlice).lengths[row] as number;
  });
  const result = emptyRows(lengths);
  const entries = slices.map(readSlice);
  const nextEntry = new Uint32Array(slices.length);
  source.forEach((slice, i) => {
    const from = nextEntry[slice] as number;
    const to = from + (lengths[i] as number);
    const { ids, values } = entries[slice] as SliceEntries;
    result.ids.set(ids.subarray(from, to), result.offsets[i]);
    result.values.set(values.subarray(from, to), result.offsets[i]);
    nextEntry[slice] = to;
  });
  writeMatrixFile(file, result, featureCount);
  return null;
}

interface SliceEntries {
  readonly ids: Uint32Array;
  readonly values: Float32Array;
}

function readSlice(slice: SortedSlice): SliceEntries {
  const entryCount = slice.lengths.reduce((sum, length) => sum + length, 0);
  const ids = new Uint32Array(entryCount);
  const values = new Float32Array(entryCount);
  const start = matrixEntriesOffset(slice.rowCount);
  const handle = openSync(slice.file, 'r');
  try {
    for (const [part, entry] of [
      [ids, slice.firstEntry],
      [values, slice.entryCount + slice.firstEntry],
    ] as const) {
      const bytes = new Uint8Array(part.buffer);
      const read = readFully(handle, bytes, start + 4 * entry);
      if (read < bytes.length) throw cutShort(slice.file, read, bytes.length);
    }
  } finally {
    closeSync(handle);
  }
  return { ids, values };
}

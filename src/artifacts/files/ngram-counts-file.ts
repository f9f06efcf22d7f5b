import { join } from 'node:path';
import { type FlatFormat, type FlatPart, readFlatFile, writeFlatFile } from '../../core/files/flat-file.js';

/** The n-gram counts of a prepared shard: what does not depend on any other shard, nor on the split. */
export interface NgramCounts {
  readonly rowCount: number;
  /** Distinct n-grams of the shard, ascending by (high, low). */
  readonly keyLow: Uint32Array;
  readonly keyHigh: Uint32Array;
  /** The number of the n-gram's kind (see `NgramCounter`). */
  readonly keyKind: Uint8Array;
  /** Name i is bytes nameStart[i] … nameStart[i+1]-1 of `nameBytes`, in UTF-8. */
  readonly nameStart: Uint32Array;
  readonly nameBytes: Uint8Array;
  /** Entries of row i are offsets[i] … offsets[i+1]-1, in order of first occurrence in the row, kind by kind. */
  readonly offsets: Uint32Array;
  /** Index of the n-gram. */
  readonly entryKey: Uint16Array | Uint32Array;
  readonly entryTimes: Uint8Array | Uint16Array | Uint32Array;
  /** One array of `rowCount` a numeric covariate; NaN is a missing value. Bins are fitted later. */
  readonly numeric: readonly Float64Array[];
}

/**
 * `ngrams.bin`, a flat file (see `flat-file.ts` for the head). Counts in the head: rows r, n-grams k, entries e, bytes of names b,
 * numeric columns c, bytes an entry's key (2 or 4), bytes an entry's times (1, 2 or 4). Parts:
 *   0  f64 numeric, c · r, column by column
 *   1  u32 nameStart, k + 1
 *   2  u8 nameBytes, b
 *   3  u32 keyLow, k
 *   4  u32 keyHigh, k
 *   5  u8 keyKind, k
 *   6  u32 offsets, r + 1
 *   7  u16 or u32 entryKey, e
 *   8  u8, u16 or u32 entryTimes, e
 */
const FORMAT: FlatFormat = {
  name: 'an n-gram counts file',
  magic: 0x434e524d,
  version: 1,
  layout: ([rows = 0, keys = 0, entries = 0, nameBytes = 0, columns = 0, keyBytes = 0, timesBytes = 0]): FlatPart[] => [
    ['f64', columns * rows],
    ['u32', keys + 1],
    ['u8', nameBytes],
    ['u32', keys],
    ['u32', keys],
    ['u8', keys],
    ['u32', rows + 1],
    [keyBytes === 2 ? 'u16' : 'u32', entries],
    [timesBytes === 1 ? 'u8' : timesBytes === 2 ? 'u16' : 'u32', entries],
  ],
};

/** Where the counts lie in the folder of their artifact. */
export function ngramCountsFile(folder: string): string {
  return join(folder, 'ngrams.bin');
}

/** Writes the counts of a shard. */
export function writeNgramCounts(file: string, counts: NgramCounts): void {
  const { rowCount, keyLow, keyHigh, keyKind, nameStart, nameBytes, offsets, entryKey, entryTimes } = counts;
  const numeric = new Float64Array(counts.numeric.length * rowCount);
  counts.numeric.forEach((column, c) => {
    numeric.set(column, c * rowCount);
  });
  const head = [rowCount, keyLow.length, entryKey.length, nameBytes.length, counts.numeric.length];
  head.push(entryKey.BYTES_PER_ELEMENT, entryTimes.BYTES_PER_ELEMENT);
  writeFlatFile(file, FORMAT, head, [numeric, nameStart, nameBytes, keyLow, keyHigh, keyKind, offsets, entryKey, entryTimes]);
}

/** Loads the counts of a shard, without names: those are read by `readNgramNames`. `artifact.corrupt` for another file. */
export function loadNgramCounts(file: string): Omit<NgramCounts, 'nameStart' | 'nameBytes'> {
  return readFlatFile(file, FORMAT, ({ counts: [rowCount = 0, , , , columns = 0], part }) => {
    const numeric = part(0) as Float64Array;
    return {
      rowCount,
      numeric: Array.from({ length: columns }, (_, c) => numeric.subarray(c * rowCount, (c + 1) * rowCount)),
      keyLow: part(3) as Uint32Array,
      keyHigh: part(4) as Uint32Array,
      keyKind: part(5) as Uint8Array,
      offsets: part(6) as Uint32Array,
      entryKey: part(7) as Uint32Array,
      entryTimes: part(8) as Uint32Array,
    };
  });
}

/** Names of n-grams, in UTF-8. */
export type NgramNames = Pick<NgramCounts, 'nameStart' | 'nameBytes'>;

/** Reads the names of a shard alone. */
export function readNgramNames(file: string): NgramNames {
  return readFlatFile(file, FORMAT, ({ part }) => ({ nameStart: part(1) as Uint32Array, nameBytes: part(2) as Uint8Array }));
}

/** Reads the numeric covariates of a shard alone. */
export function readNumericColumns(file: string): readonly Float64Array[] {
  return readFlatFile(file, FORMAT, ({ counts: [rowCount = 0, , , , columns = 0], part }) =>
    Array.from({ length: columns }, (_, c) => part(0, c * rowCount, (c + 1) * rowCount) as Float64Array),
  );
}

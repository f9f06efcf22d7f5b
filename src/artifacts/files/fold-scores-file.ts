import { type FlatFormat, readFlatFile, writeFlatFile } from '../../core/files/flat-file.js';

/** What a fit said of the rows of the fold that it was made without. One entry a row. */
export interface FoldScores {
  /** Index among the prepared rows. */
  readonly row: Uint32Array;
  /** The code that it gave: an index into the codes of the prepared rows. */
  readonly given: Uint32Array;
  /** See `ScoreSums`, at temperature 1. */
  readonly logRest: Float64Array;
  /** ln of the softmax of the row's own code, at temperature 1; −Infinity where the fit does not know it. */
  readonly logOwn: Float64Array;
}

/** `fold-scores.bin`: a flat file of 24 bytes a row (see `flat-file.ts` for the head). Count in the head: rows. */
const FORMAT: FlatFormat = {
  name: 'a file of scores of a fold',
  magic: 0x5346524d,
  version: 2,
  layout: ([rows = 0]) => [
    ['u32', rows],
    ['u32', rows],
    ['f64', rows],
    ['f64', rows],
  ],
};

/** Writes the scores of a fold. */
export function writeFoldScores(file: string, { row, given, logRest, logOwn }: FoldScores): void {
  writeFlatFile(file, FORMAT, [row.length], [row, given, logRest, logOwn]);
}

/** Reads them back; `artifact.corrupt` when the file is damaged. */
export function readFoldScores(file: string): FoldScores {
  return readFlatFile(file, FORMAT, ({ part }) => ({
    row: part(0) as Uint32Array,
    given: part(1) as Uint32Array,
    logRest: part(2) as Float64Array,
    logOwn: part(3) as Float64Array,
  }));
}

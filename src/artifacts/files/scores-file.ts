import { type FlatFormat, readFlatFile, writeFlatFile } from '../../core/files/flat-file.js';
import type { Predictions } from '../../evaluation/judged-rows.js';

/**
 * `scores.bin` beside a fit of a trial: what it said of its validation rows at the best pass. A flat file (see `flat-file.ts` for the
 * head) of 16 + 8·k bytes a row. Counts in the head: rows n, best codes kept of each k. Parts:
 *   0  u32 row, n: index among the prepared rows
 *   1  u32 top, n · k: class indexes, best first; classes are the codes of the train rows in bytewise order
 *   2  f32 topScores, n · k: their logits
 *   3  f64 logSumExp, n: ln Σ e^logit over all codes, so that e^(score − this) is a probability
 *   4  f32 trueScore, n: logit of the row's own code; −Infinity when the train rows have none of it
 */
const FORMAT: FlatFormat = {
  name: 'a file of validation scores',
  magic: 0x4353524d,
  version: 1,
  layout: ([rows = 0, kept = 0]) => [
    ['u32', rows],
    ['u32', rows * kept],
    ['f32', rows * kept],
    ['f64', rows],
    ['f32', rows],
  ],
};

/** Writes scores that were taken at temperature 1. */
export function writeScoresFile(file: string, { rows, topCount, top, topScores, logSumExp, trueScore }: Omit<Predictions, 'kind' | 'sums'>): void {
  const classes = new Uint32Array(top.buffer, top.byteOffset, top.length);
  writeFlatFile(file, FORMAT, [rows.length, topCount], [rows, classes, topScores, logSumExp, trueScore]);
}

/** Reads them back; `artifact.corrupt` when the file is damaged. */
export function readScoresFile(file: string): Predictions {
  return readFlatFile(file, FORMAT, ({ counts: [, topCount = 0], part }) => ({
    kind: 'predictions',
    rows: part(0) as Uint32Array,
    topCount,
    top: new Int32Array(part(1).buffer),
    topScores: part(2) as Float32Array,
    temperatures: [1],
    logSumExp: part(3) as Float64Array,
    trueScore: part(4) as Float32Array,
    sums: null,
  }));
}

import type { JudgedRows } from '../judged-rows.js';

/** Rows of neighbouring top scores: one of ten bins of equal row count, in rising order of the score. */
export interface ReliabilityBin {
  readonly meanScore: number;
  readonly shareRight: number;
  readonly rowCount: number;
  /** Weight of its rows: their number without weights. */
  readonly weight: number;
}

const RELIABILITY_BINS = 10;

type ScoredRows = Pick<JudgedRows, 'label' | 'predicted' | 'weight' | 'score'>;

/**
 * Cuts rows, ordered by score (ties: by row), into ten bins whose row counts differ by at most one; fewer than ten rows
 * make a bin each. Mean score and share right are weighted.
 */
export function reliabilityBins(rows: ScoredRows): ReliabilityBin[] {
  const rowCount = rows.score.length;
  const order = Uint32Array.from({ length: rowCount }, (_, row) => row);
  order.sort((a, b) => rows.score[a]! - rows.score[b]! || a - b);
  const binCount = Math.min(RELIABILITY_BINS, rowCount);
  return Array.from({ length: binCount }, (_, bin) => {
    const first = Math.floor((bin * rowCount) / binCount);
    const last = Math.floor(((bin + 1) * rowCount) / binCount);
    return describeBin(rows, order.subarray(first, last));
  });
}

function describeBin(rows: ScoredRows, members: Uint32Array): ReliabilityBin {
  let weight = 0;
  let scoreSum = 0;
  let right = 0;
  for (const row of members) {
    const w = rows.weight === null ? 1 : rows.weight[row]!;
    weight += w;
    scoreSum += w * rows.score[row]!;
    if (rows.label[row] === rows.predicted[row]) right += w;
  }
  return { meanScore: scoreSum / weight, shareRight: right / weight, rowCount: members.length, weight };
}

/** Rows of neighbouring top scores. `weight` is the weight of its rows, which is their number without weights. */
export interface ReliabilityBin {
  readonly meanScore: number;
  readonly shareRight: number;
  readonly rowCount: number;
  readonly weight: number;
}

const RELIABILITY_BINS = 10;

/** What a model said: see `JudgedRows` in ../judged-rows.ts. */
interface ScoredRows {
  readonly label: Int32Array;
  readonly predicted: Int32Array;
  readonly weight: Float32Array | null;
  readonly score: Float64Array;
}

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

/** Σ_bins (weight of the bin / weight of all) · |mean score − share right|; 0 without rows. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  let total = 0;
  let error = 0;
  for (const bin of bins) {
    total += bin.weight;
    error += bin.weight * Math.abs(bin.meanScore - bin.shareRight);
  }
  return total > 0 ? error / total : 0;
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

/**
 * Edges that cut training values into bins of about equal counts: of n values in ascending order, those at places
 * floor(i·n/binCount) for i = 1 … binCount-1, each value once, and none that would leave the first bin empty.
 * NaN is a missing value and left out; no values give no edges, which is one bin.
 */
export function computeBinEdges(values: Float64Array, binCount: number): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let i = 1; i < binCount && sorted.length > 0; i++) {
    // Minus zero is written as zero: the two are equal to every comparison below.
    const edge = sorted[Math.floor((i * sorted.length) / binCount)]! + 0;
    if (edge > (edges.at(-1) ?? sorted[0]!)) edges.push(edge);
  }
  return edges;
}

/** The value of a numeric covariate as a category, `bin3` for 3 edges at or below it; null when it is missing. */
export function binName(value: number | null, edges: readonly number[]): string | null {
  if (value === null || Number.isNaN(value)) return null;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return `bin${low}`;
}

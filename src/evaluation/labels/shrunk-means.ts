/** A code's own mean counts as so many rows against that of its parent. */
const PRIOR_ROWS = 5;

/**
 * The mean of values by code, shrunk to that of its parent in the codebook, this to that of its own, up to that of all: with n values v of
 * rows of code c or below it,
 *
 *   mean(c) = (Σ v + m·mean(parent of c)) / (n + m),   m = 5
 *
 * A code without values has its parent's mean; without any value at all it is 0. Sums run in the order of the rows.
 */
export function shrunkMeans(
  rows: readonly { readonly code: string; readonly value: number }[],
  parents: ReadonlyMap<string, string | null>,
): (code: string) => number {
  const sums = new Map<string | null, { readonly sum: number; readonly count: number }>();
  for (const { code, value } of rows) {
    for (let above: string | null | undefined = code; above !== undefined; above = above === null ? undefined : (parents.get(above) ?? null)) {
      const { sum, count } = sums.get(above) ?? { sum: 0, count: 0 };
      sums.set(above, { sum: sum + value, count: count + 1 });
    }
  }
  const all = sums.get(null);
  const meanOf = (code: string | null): number => {
    if (code === null) return all === undefined ? 0 : all.sum / all.count;
    const { sum, count } = sums.get(code) ?? { sum: 0, count: 0 };
    return (sum + PRIOR_ROWS * meanOf(parents.get(code) ?? null)) / (count + PRIOR_ROWS);
  };
  const made = new Map<string, number>();
  return (code) => {
    const mean = made.get(code) ?? meanOf(code);
    made.set(code, mean);
    return mean;
  };
}

/** What has to be known of rows to count groups; `Prepared` in artifacts/prepared.ts has it. One entry a row. */
export interface GroupedRows {
  readonly rowCount: number;
  readonly code: Int32Array;
  readonly group: Uint32Array;
  readonly groupCount: number;
}

/**
 * The code that each group counts for: the most frequent one of those of its rows that `counts` (ties: the first by index), as the split
 * has it. −1 for a group without such rows. Cost: linear in the rows.
 */
export function strataOf({ rowCount, code, group, groupCount }: GroupedRows, counts: (row: number) => boolean): Int32Array {
  const stratum = new Int32Array(groupCount).fill(-1);
  const torn = new Map<number, Map<number, number>>();
  for (let row = 0; row < rowCount; row++) {
    if (!counts(row)) continue;
    const own = group[row]!;
    if (stratum[own] === -1) stratum[own] = code[row]!;
    else if (stratum[own] !== code[row]) torn.set(own, new Map());
  }
  if (torn.size === 0) return stratum;
  for (let row = 0; row < rowCount; row++) {
    const votes = counts(row) ? torn.get(group[row]!) : undefined;
    votes?.set(code[row]!, (votes.get(code[row]!) ?? 0) + 1);
  }
  for (const [own, votes] of torn) stratum[own] = [...votes].sort(([a, n], [b, m]) => m - n || a - b)[0]![0];
  return stratum;
}

/** Groups of each code among the groups that are chosen. */
export function countStrata(stratum: Int32Array, codeCount: number, chosen: (group: number) => boolean): Uint32Array {
  const counts = new Uint32Array(codeCount);
  stratum.forEach((code, group) => {
    if (code >= 0 && chosen(group)) counts[code]!++;
  });
  return counts;
}

import type { BinEdges } from '../../artifacts/features.js';
import { escapeColumn } from '../../text/ngram-counter.js';

/** The names of all bins, column by column, and where each column's begin. */
export function nameBins(columns: readonly BinEdges[]): { names: string[]; starts: number[] } {
  const names: string[] = [];
  const starts: number[] = [];
  for (const { column, edges } of columns) {
    starts.push(names.length);
    for (let bin = 0; bin <= edges.length; bin++) names.push(`${escapeColumn(column)}:bin${bin}`);
  }
  return { names, starts };
}

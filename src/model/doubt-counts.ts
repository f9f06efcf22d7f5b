import { DOUBTS, type Doubt } from './row-cells.js';

/** How many coded rows are doubtful, and of what. */
export interface DoubtCounts {
  /** Rows by reason; a row counts once. */
  readonly reasons: Readonly<Record<Doubt, number>>;
  /** Rows with an unseen value by covariate, whatever their reason. */
  readonly unseen: Readonly<Record<string, number>>;
}

interface DoubtfulRow {
  readonly reason?: string;
  readonly unseen?: readonly string[];
}

/** Counts the doubts of rows; rows without a code, which have other reasons, count nothing. */
export function countDoubts(rows: readonly DoubtfulRow[]): DoubtCounts {
  const unseen: Record<string, number> = {};
  for (const row of rows) for (const column of row.unseen ?? []) unseen[column] = (unseen[column] ?? 0) + 1;
  const count = (doubt: Doubt) => rows.reduce((sum, { reason }) => sum + (reason === doubt ? 1 : 0), 0);
  return { reasons: { 'no-known-ngram': count('no-known-ngram'), 'unseen-value': count('unseen-value') }, unseen };
}

/** The counts of all of them. */
export function addDoubts(counts: readonly DoubtCounts[]): DoubtCounts {
  const unseen: Record<string, number> = {};
  const reasons: Record<Doubt, number> = { 'no-known-ngram': 0, 'unseen-value': 0 };
  for (const each of counts) {
    for (const doubt of DOUBTS) reasons[doubt] += each.reasons[doubt];
    for (const [column, count] of Object.entries(each.unseen)) unseen[column] = (unseen[column] ?? 0) + count;
  }
  return { reasons, unseen };
}

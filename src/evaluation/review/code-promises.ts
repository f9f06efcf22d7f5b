import { ErrorSum, type RankedRows } from './ranked-rows.js';
import type { ScoredRows } from './scored-rows.js';
import { errorTest, leastToPromise, type ReviewTarget } from './target-threshold.js';

/** What can be promised of the automatic rows that get one code, or a code under one parent. */
export interface CodePromise {
  /** The code given, or the parent whose codes are taken together: an index as in the rows. */
  readonly code: number;
  readonly isPooled: boolean;
  /** Codes that were taken together; 1 for a code of its own. */
  readonly codeCount: number;
  readonly effectiveCount: number;
  readonly error: number;
  /** The error is at most the target's with its confidence, for this code alone … */
  readonly holdsAlone: boolean;
  /** … and for all listed codes at once (δ divided by their number). */
  readonly holdsTogether: boolean;
}

/**
 * Tests the target for each code given to automatic rows. A code with fewer effective rows than a promise begins with is pooled with such
 * codes of its parent; where these do not suffice either, nothing is said of them. By rising code, pooled ones behind.
 */
export function codePromises(
  rows: Pick<ScoredRows, 'given'>,
  ranked: RankedRows,
  threshold: number,
  target: ReviewTarget,
  parentOf: (code: number) => number | null,
): CodePromise[] {
  const least = leastToPromise(target);
  const own = sumBy(ranked, threshold, (row) => rows.given[row]!);
  const isOwn = (code: number): boolean => (own.get(code)?.read().effectiveCount ?? 0) >= least;
  const pooledCodes = new Map<number, Set<number>>();
  const pooled = sumBy(ranked, threshold, (row) => {
    const code = rows.given[row]!;
    const parent = isOwn(code) ? null : parentOf(code);
    if (parent !== null) pooledCodes.set(parent, (pooledCodes.get(parent) ?? new Set()).add(code));
    return parent;
  });
  const found = [
    ...[...own].filter(([code]) => isOwn(code)).map(([code, sum]) => ({ code, isPooled: false, codeCount: 1, ...sum.read() })),
    ...[...pooled].map(([code, sum]) => ({ code, isPooled: true, codeCount: pooledCodes.get(code)!.size, ...sum.read() })),
  ].filter(({ effectiveCount }) => effectiveCount >= least);
  const delta = 1 - target.confidence;
  return found
    .sort((a, b) => Number(a.isPooled) - Number(b.isPooled) || a.code - b.code)
    .map(({ weight: _, ...promise }) => {
      const p = errorTest(promise, target.error);
      return { ...promise, holdsAlone: p <= delta, holdsTogether: p <= delta / found.length };
    });
}

function sumBy(ranked: RankedRows, threshold: number, keyOf: (row: number) => number | null): Map<number, ErrorSum> {
  const sums = new Map<number, ErrorSum>();
  for (let i = 0; i < ranked.row.length && ranked.score[i]! >= threshold; i++) {
    const key = keyOf(ranked.row[i]!);
    if (key === null || key === -1) continue;
    const sum = sums.get(key) ?? new ErrorSum();
    sum.add(ranked.weight[i]!, ranked.wrong[i]!);
    sums.set(key, sum);
  }
  return sums;
}

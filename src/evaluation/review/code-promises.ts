import { compareUtf8 } from '../../core/utf8-order.js';
import { ErrorSum, type RankedRows } from './ranked-rows.js';
import type { ScoredRows } from './scored-rows.js';
import { errorTest, leastToPromise, type ReviewTarget } from './target-threshold.js';

/** What the codes of rows are called, and what stands above them. */
export interface CodeNames {
  /** By the index that rows have. */
  readonly codes: readonly string[];
  /** Null for a code at the top, or of which nothing is known. */
  readonly parentOf: (code: string) => string | null;
}

/** What can be promised of the automatic rows that get one code, or a code under one parent. */
export interface CodePromise {
  /** The code given, or the parent whose codes are taken together. */
  readonly code: string;
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
 * codes of its parent; where these do not suffice either, nothing is said of them. In bytewise order of code, pooled ones behind.
 */
export function codePromises(
  { given }: Pick<ScoredRows, 'given'>,
  ranked: RankedRows,
  threshold: number,
  target: ReviewTarget,
  { codes, parentOf }: CodeNames,
): CodePromise[] {
  const least = leastToPromise(target);
  const codeOf = (row: number): string | null => codes[given[row]!] ?? null;
  const own = sumBy(ranked, threshold, codeOf);
  const isOwn = (code: string): boolean => (own.get(code)?.read().effectiveCount ?? 0) >= least;
  const pooledCodes = new Map<string, Set<string>>();
  const pooled = sumBy(ranked, threshold, (row) => {
    const code = codeOf(row);
    const parent = code === null || isOwn(code) ? null : parentOf(code);
    if (code !== null && parent !== null) pooledCodes.set(parent, (pooledCodes.get(parent) ?? new Set()).add(code));
    return parent;
  });
  const found = [
    ...[...own].filter(([code]) => isOwn(code)).map(([code, sum]) => ({ code, isPooled: false, codeCount: 1, ...sum.read() })),
    ...[...pooled].map(([code, sum]) => ({ code, isPooled: true, codeCount: pooledCodes.get(code)!.size, ...sum.read() })),
  ].filter(({ effectiveCount }) => effectiveCount >= least);
  const delta = 1 - target.confidence;
  return found
    .sort((a, b) => Number(a.isPooled) - Number(b.isPooled) || compareUtf8(a.code, b.code))
    .map(({ weight: _, ...promise }) => {
      const p = errorTest(promise, target.error);
      return { ...promise, holdsAlone: p <= delta, holdsTogether: p <= delta / found.length };
    });
}

function sumBy(ranked: RankedRows, threshold: number, keyOf: (row: number) => string | null): Map<string, ErrorSum> {
  const sums = new Map<string, ErrorSum>();
  for (let i = 0; i < ranked.row.length && ranked.score[i]! >= threshold; i++) {
    const key = keyOf(ranked.row[i]!);
    if (key === null) continue;
    const sum = sums.get(key) ?? new ErrorSum();
    sum.add(ranked.weight[i]!, ranked.wrong[i]!);
    sums.set(key, sum);
  }
  return sums;
}

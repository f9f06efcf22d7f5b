import { compareUtf8 } from '../../core/utf8-order.js';
import type { CodeMetrics } from '../../evaluation/evaluate.js';

/** A code in two runs: F1 over the test rows of each. */
export interface CodeChange {
  readonly code: string;
  readonly before: number;
  readonly after: number;
  /** Test rows of the code in both runs; the fewer of the two. */
  readonly support: number;
  /** Whether the two 95 % intervals of F1 have nothing in common: then the difference is hardly chance. */
  readonly isApart: boolean;
}

/** The codes that two runs code differently well, the most rows' worth of F1 first. */
export interface CodeChanges {
  readonly better: readonly CodeChange[];
  readonly worse: readonly CodeChange[];
}

/** Runs that were made before codes had intervals lack them. */
type OfCode = Pick<CodeMetrics, 'code' | 'support' | 'f1'> & Partial<Pick<CodeMetrics, 'intervals'>>;

/** Codes with test rows in both runs whose F1 differs; by F1 times rows, ties by code. */
export function codeChanges(before: readonly OfCode[], after: readonly OfCode[]): CodeChanges {
  const known = new Map(before.map((line) => [line.code, line]));
  const changes = after.flatMap((line): readonly CodeChange[] => {
    const earlier = known.get(line.code);
    if (earlier === undefined || earlier.support === 0 || line.support === 0 || earlier.f1 === line.f1) return [];
    const [a, b] = [earlier.intervals?.f1 ?? null, line.intervals?.f1 ?? null];
    const isApart = a !== null && b !== null && (a[1] < b[0] || b[1] < a[0]);
    return [{ code: line.code, before: earlier.f1, after: line.f1, support: Math.min(earlier.support, line.support), isApart }];
  });
  const worth = ({ before: was, after: is, support }: CodeChange): number => Math.abs(is - was) * support;
  changes.sort((a, b) => worth(b) - worth(a) || compareUtf8(a.code, b.code));
  return { better: changes.filter((change) => change.after > change.before), worse: changes.filter((change) => change.after < change.before) };
}

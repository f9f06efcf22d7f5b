import { compareUtf8 } from '../../core/utf8-order.js';
import { log } from '../../kernels/math.js';
import type { OutOfFoldRow } from './out-of-fold-row.js';
import { shrunkMeans } from './shrunk-means.js';

/** A row whose code may be wrong. */
export interface Suspect extends OutOfFoldRow {
  /** How much more the given code is believed, and the row's own less, than where the data agrees: natural logarithm, above 0. */
  readonly evidence: number;
}

/** What was found. */
export interface Suspects {
  /** The most suspect first. */
  readonly suspects: readonly Suspect[];
  /** Rows that were looked at, and those left out since their code has no second group: nobody could know it without them. */
  readonly rowCount: number;
  readonly leftOutCount: number;
}

/** Below it a probability is none; its logarithm would outweigh everything. */
const LEAST_SCORE = 1e-9;

/** Upper ends of steps of support, in groups. Above the last one a code's rows can be told from its neighbours'. */
const STEPS = [3, 6, 9, 14, 22, 33] as const;
/** Of the rows of rare codes of like support so many at most are named: most of the others would be accused for being rare. */
const MOST_NAMED = 0.04;

/**
 * Rows whose code may be wrong, by confident learning (Northcutt, Jiang and Chuang 2021) on scores of fits that knew nothing of the row's
 * group. With p(c) the probability of code c, a row with code i that was given j ≠ i is suspect where
 *
 *   p(j) ≥ t_j,   t_j = mean of p(j) over rows with code j that were given it       a fit is as sure as where it is right
 *   ln p(i) < l_i,   l_i = mean of ln p(i) over rows with code i                    and less than usual of the row's own code
 *   evidence = ln p(j) − ln t_j + l_i − ln p(i)
 *
 * Both thresholds are shrunk to those of the code's parents (`shrunkMeans`). The paper's t_j is over all rows with code j: of a code that
 * fits hardly know it is near 0, and accuses everybody. A rare code is seldom given, whatever its rows are: of codes with up to 33 groups,
 * in steps of like support, at most 4 rows in 100 are named, those with the most evidence. Codes with one group are left out. Nothing is
 * corrected: the list is for people. The order of the rows changes nothing.
 */
export function findSuspects(rows: readonly OutOfFoldRow[], parents: ReadonlyMap<string, string | null>): Suspects {
  const groupCount = groupsByCode(rows);
  const known = rows.filter(({ code }) => (groupCount.get(code) ?? 0) >= 2);
  const sure = shrunkMeans(
    known.filter(({ code, given }) => code === given).map(({ code, score }) => ({ code, value: score })),
    parents,
  );
  const usual = shrunkMeans(
    known.map((row) => ({ code: row.code, value: logOwn(row) })),
    parents,
  );
  const suspects = known.flatMap((row): readonly Suspect[] => {
    if (row.given === row.code || row.score < sure(row.given) || logOwn(row) >= usual(row.code)) return [];
    return [{ ...row, evidence: log(row.score) - log(sure(row.given)) + usual(row.code) - logOwn(row) }];
  });
  suspects.sort((a, b) => b.evidence - a.evidence || compareUtf8(a.id, b.id));
  const stepOf = (code: string): number => STEPS.findIndex((end) => (groupCount.get(code) ?? 0) <= end);
  return { suspects: limitRare(suspects, known, stepOf), rowCount: known.length, leftOutCount: rows.length - known.length };
}

function logOwn({ ownScore }: OutOfFoldRow): number {
  return log(Math.max(LEAST_SCORE, ownScore));
}

function groupsByCode(rows: readonly OutOfFoldRow[]): ReadonlyMap<string, number> {
  const groups = new Map<string, Set<number>>();
  for (const { code, group } of rows) groups.set(code, (groups.get(code) ?? new Set()).add(group));
  return new Map([...groups].map(([code, { size }]) => [code, size]));
}

/** Keeps, of each step of rare codes, as many as may be named. */
function limitRare(suspects: readonly Suspect[], known: readonly OutOfFoldRow[], stepOf: (code: string) => number): readonly Suspect[] {
  const left = STEPS.map((_, step) => Math.floor(MOST_NAMED * known.filter(({ code }) => stepOf(code) === step).length));
  return suspects.filter(({ code }) => {
    const step = stepOf(code);
    return step === -1 || left[step]!-- > 0;
  });
}

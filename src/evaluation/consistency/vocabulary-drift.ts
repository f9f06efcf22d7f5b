import { compareUtf8 } from '../../core/utf8-order.js';
import { log } from '../../kernels/math.js';
import type { GroupTally } from './group-tally.js';
import type { UnknownWord, VocabularyTally, WordUnit } from './vocabulary-tally.js';

/** What a model does not know of rows. */
export interface UnknownShares {
  readonly rowCount: number;
  /** Share of the rows without any known n-gram, 0 to 1. */
  readonly unknownRows: number;
  /** Mean over the rows of the share of a row's distinct words that the model does not know, 0 to 1. */
  readonly unknownWords: number;
}

/** By how much more of the words is unknown than of a baseline, and what chance does. */
export interface Excess {
  /** Difference of the two `unknownWords`: the baseline's is taken away. */
  readonly excess: number;
  /** What chance alone seldom exceeds, see `describeVocabulary`. */
  readonly floor: number;
  readonly isAlarm: boolean;
}

/** Words of rows that models do not know. */
export interface VocabularyDrift {
  /** What each model counts as a word. */
  readonly units: readonly [first: WordUnit, second: WordUnit];
  readonly first: UnknownShares;
  readonly second: UnknownShares;
  /** Of the second over the first, on the same rows; null where they do not count the same unit. */
  readonly overFirst: Excess | null;
  /** The run's own test rows by the second model, and what it does not know of the rows over these; null outside a run and without test rows. */
  readonly testRows: (UnknownShares & Excess) | null;
  /** Words that the second does not know, those of the most rows first; none where nobody may read texts. */
  readonly words: readonly UnknownWord[];
  /** How often words came when 262,144 other unknown ones were counted already: those are no part of `words`. */
  readonly uncountedCount: number;
}

/** What was tallied of the same rows by two models. */
export interface VocabularyTallies {
  readonly units: VocabularyDrift['units'];
  readonly first: VocabularyTally;
  readonly second: VocabularyTally;
  /** By group: the share that the second does not know less that of the first. */
  readonly gaps: GroupTally;
  /** Empty where there are none. */
  readonly testRows: VocabularyTally;
}

const ALARM = 0.05;
/** Hoeffding's bound: a sum of ±a_g with fair signs is beyond this times √Σ a_g² with a probability of `ALARM` at most. */
const DEVIATIONS = Math.sqrt(2 * log(1 / ALARM));
/** Sums of shares that are equal on paper may differ by less than this. */
const ROUNDING = 1e-9;
const MOST_LISTED = 20;

/**
 * The share of words that a model does not know, beside a baseline. With u_r the share of row r's distinct words that is unknown, and the
 * sum S_g of u_r over the rows of group g:
 *
 *   U = Σ_g S_g / n
 *
 * Over the first model, on the same n rows: D = Σ_g d_g / n with d_g = S₂_g − S₁_g. The null is that in each group either model could have
 * known as much as the other, so that the sign of d_g is a fair coin (as in `codeShifts`):
 *
 *   floor = √(2 ln 20) · √(Σ_g d_g²) / n        (Hoeffding 1963: exceeded with probability 0.05 at most, for any number of groups)
 *
 * Over m test rows, of which the training saw none: D = U − U_test. The null is that any group could have been on either side, n_g rows
 * of it together, with Ū the share of all n + m rows:
 *
 *   q = Σ_g (S_g − n_g Ū)² / (n + m),   floor = √(2 ln 20) · √(q · (1/n + 1/m))
 *
 * (the variance of a ratio under exchange of groups, to first order). The factor is that of the bound, 2.45, where a normal distribution
 * would do with 1.64 if no few groups had most of the rows. What it assumes: groups come independently of each other. Texts among the rows that training saw lower U, those of test rows cannot. Cost: linear in the groups.
 */
export function describeVocabulary({ units, first, second, gaps, testRows }: VocabularyTallies, examples: boolean): VocabularyDrift {
  const n = first.rowCount;
  return {
    units,
    first: sharesOf(first),
    second: sharesOf(second),
    overFirst: units[0] === units[1] ? excessOver(second, first, Math.sqrt(gaps.squares(0)) / n) : null,
    testRows: testRows.rowCount === 0 ? null : { ...sharesOf(testRows), ...overTestRows(second, testRows) },
    words: examples ? mostFrequent(second.words()) : [],
    uncountedCount: second.uncountedCount,
  };
}

function sharesOf(tally: VocabularyTally): UnknownShares {
  const { rowCount, unknownRowCount, shareSum } = tally;
  const share = (part: number): number => (rowCount === 0 ? 0 : part / rowCount);
  return { rowCount, unknownRows: share(unknownRowCount), unknownWords: share(shareSum) };
}

function overTestRows(rows: VocabularyTally, test: VocabularyTally): Excess {
  const [n, m] = [rows.rowCount, test.rowCount];
  const mean = (rows.shareSum + test.shareSum) / (n + m);
  const q = (rows.groups.squares(mean) + test.groups.squares(mean)) / (n + m);
  return excessOver(rows, test, Math.sqrt(q * (1 / n + 1 / m)));
}

function excessOver(rows: VocabularyTally, baseline: VocabularyTally, deviation: number): Excess {
  if (rows.rowCount === 0) return { excess: 0, floor: 0, isAlarm: false };
  const excess = sharesOf(rows).unknownWords - sharesOf(baseline).unknownWords;
  const floor = DEVIATIONS * deviation;
  return { excess, floor, isAlarm: excess > floor + ROUNDING };
}

function mostFrequent(words: readonly UnknownWord[]): readonly UnknownWord[] {
  return words.toSorted((a, b) => b.rowCount - a.rowCount || compareUtf8(a.word, b.word)).slice(0, MOST_LISTED);
}

import { compareUtf8 } from '../../core/utf8-order.js';
import type { CodeTree } from '../../text/code-tree.js';
import { type AnswerTally, type MoveExample, NO_CODE } from './answer-tally.js';
import { codeShifts } from './code-shift.js';
import type { LevelShift } from './level-shift.js';
import type { ScoreSummary, ScoreTally } from './score-tally.js';
import { describeVocabulary, type VocabularyDrift, type VocabularyTallies } from './vocabulary-drift.js';

/** A code with the rows that each model gave it; null stands for rows without a code. */
export interface CodeChange {
  readonly code: string | null;
  readonly first: number;
  readonly second: number;
}

/** Rows that went from one code to another, and those that went back. */
export interface LargestMove {
  readonly from: string | null;
  readonly to: string | null;
  readonly rowCount: number;
  readonly backCount: number;
  /** None where nobody may read them. */
  readonly examples: readonly MoveExample[];
}

/** What two models say of the same rows, whose codes nobody knows. */
export interface Consistency {
  readonly rowCount: number;
  /** Share of the rows that both give the same code, or none; 1 without rows. */
  readonly agreement: number;
  /** From the top of the codebook down. */
  readonly shifts: readonly LevelShift[];
  readonly scores: {
    readonly first: ScoreSummary;
    readonly second: ScoreSummary;
    /** See `ScoreTally.distanceTo`. */
    readonly distance: number | null;
  };
  /** Codes whose number of rows changed most, and the moves that did most of it. */
  readonly codes: readonly CodeChange[];
  readonly moves: readonly LargestMove[];
  /** Absent from runs of earlier releases. */
  readonly vocabulary?: VocabularyDrift;
}

const MOST_LISTED = 20;

/** Puts together what two models said of rows; `tree` is the codebook of the second, null without one. Cost: that of `codeShifts`. */
export function describeConsistency(
  answers: AnswerTally,
  scores: { readonly first: ScoreTally; readonly second: ScoreTally },
  vocabulary: VocabularyTallies,
  tree: CodeTree | null,
  examples: boolean,
): Consistency {
  return {
    rowCount: answers.rowCount,
    agreement: answers.rowCount === 0 ? 1 : answers.agreedCount / answers.rowCount,
    shifts: codeShifts(answers.moves(), answers.rowCount, tree),
    scores: { first: scores.first.summary(), second: scores.second.summary(), distance: scores.first.distanceTo(scores.second) },
    codes: changedCodes(answers),
    moves: largestMoves(answers, examples),
    vocabulary: describeVocabulary(vocabulary, examples),
  };
}

function changedCodes({ byCode }: AnswerTally): readonly CodeChange[] {
  return [...byCode]
    .filter(([, [first, second]]) => first !== second)
    .sort(([a, [a1, a2]], [b, [b1, b2]]) => Math.abs(b2 - b1) - Math.abs(a2 - a1) || compareUtf8(a, b))
    .slice(0, MOST_LISTED)
    .map(([code, [first, second]]) => ({ code: named(code), first, second }));
}

function largestMoves(answers: AnswerTally, examples: boolean): readonly LargestMove[] {
  const rows = new Map<string, number>();
  for (const { from, to, rowCount, groupCount } of answers.moves()) {
    const key = JSON.stringify([from, to]);
    rows.set(key, (rows.get(key) ?? 0) + rowCount * groupCount);
  }
  const moves = [...rows].map(([key, rowCount]) => {
    const [from, to] = JSON.parse(key) as [string, string];
    return { from, to, rowCount, backCount: rows.get(JSON.stringify([to, from])) ?? 0 };
  });
  return moves
    .sort((a, b) => b.rowCount - b.backCount - (a.rowCount - a.backCount) || compareUtf8(a.from, b.from) || compareUtf8(a.to, b.to))
    .slice(0, MOST_LISTED)
    .map(({ from, to, ...counts }) => ({
      from: named(from),
      to: named(to),
      ...counts,
      examples: examples ? answers.examplesOf(from, to) : [],
    }));
}

function named(code: string): string | null {
  return code === NO_CODE ? null : code;
}

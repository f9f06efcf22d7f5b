import type { Rng } from '../../core/rng.js';
import type { JudgedRows } from '../judged-rows.js';
import { type CheckedRows, checkScores, gapOf, type ScoreCheck, type ScoreGap } from './score-check.js';

/**
 * Whether scores mean what they say, for what the weights make of the rows: of all rows, and by what the model was fitted on of the code that it gives. (By
 * what it knows of a row's own code nothing is to be expected: a score sees the text, and rows of rare codes are the wrong ones more often.)
 */
export interface ScoreReport {
  readonly all: ScoreCheck;
  readonly bySize: readonly SizeGap[];
}

/** Codes with from … to groups of texts in the rows that the model was fitted on; to null: or more. */
export interface SizeGap extends ScoreGap {
  readonly from: number;
  readonly to: number | null;
}

/** First number of groups of each size. */
const SIZES = [0, 1, 4, 10, 30, 100] as const;

/** `weight` says how much of the data each row stands for, `fittedGroups` from how many groups the model knows the code given. */
export function reportScores(judged: JudgedRows, weight: Float64Array, fittedGroups: Uint32Array, rng: Rng): ScoreReport {
  const rows: CheckedRows = {
    score: judged.score,
    right: Uint8Array.from(judged.label, (label, i) => (label === judged.predicted[i] ? 1 : 0)),
    weight,
    group: judged.group,
  };
  const sizes = SIZES.map((from, i) => ({ from, to: i + 1 < SIZES.length ? SIZES[i + 1]! - 1 : null }));
  return {
    all: checkScores(rows, rng),
    bySize: sizes.map(({ from, to }) => ({ from, to, ...gapOf(pick(rows, (i) => isWithin(fittedGroups[i]!, from, to))) })),
  };
}

function isWithin(count: number, from: number, to: number | null): boolean {
  return count >= from && (to === null || count <= to);
}

/** Rows that are not picked weigh nothing. */
function pick(rows: CheckedRows, keep: (i: number) => boolean): CheckedRows {
  return { ...rows, weight: rows.weight.map((weight, i) => (keep(i) ? weight : 0)) };
}

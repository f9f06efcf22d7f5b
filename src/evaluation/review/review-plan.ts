import type { Rng } from '../../core/rng.js';
import { budgetThreshold } from './budget-threshold.js';
import { type CodeNames, type CodePromise, codePromises } from './code-promises.js';
import { ErrorSum, rankGroups, type WeighedError } from './ranked-rows.js';
import { type ReviewState, reviewStates } from './review-states.js';
import type { ScoredRows } from './scored-rows.js';
import { leastToPromise, type ReviewPromise, type ReviewTarget, targetThreshold } from './target-threshold.js';

/** What people can do: look at a share of the rows, or ask for a promise about those that nobody looks at. */
export interface ReviewAim {
  /** The share of rows that people can look at, from 0 to 1; what is done when there is no target. */
  readonly budget: number;
  readonly target: ReviewTarget | null;
  /** The chance that a person who looks at a row is wrong. */
  readonly reviewerError: number;
}

/** Which rows go to a person, and what that comes to. */
export interface ReviewPlan {
  readonly rule: 'budget' | 'target';
  /** Rows with a score below it are for review. Null sends none; 1 all that are not certain. */
  readonly threshold: number | null;
  /** What is promised of automatic rows; null with the rule `budget`, and where the rows allow no promise: then all rows go to a person. */
  readonly promise: ReviewPromise | null;
  /** Effective rows that a promise begins with; null with the rule `budget`. */
  readonly leastToPromise: number | null;
  /** The rows that it was made of: groups, their effective number, and the share of them that is wrong. */
  readonly groupCount: number;
  readonly all: WeighedError;
  /** What holds of single codes, as far as the rows say; empty without a promise. */
  readonly byCode: readonly CodePromise[];
  /** At review shares of 0 %, 5 %, 10 % … 95 %. */
  readonly states: readonly ReviewState[];
}

const STATE_SHARES = Array.from({ length: 20 }, (_, i) => i / 20);

/** Makes the plan from rows that neither the model nor the calibrator of their scores was fitted on. Cost: rows · ln(rows). */
export function planReview(rows: ScoredRows, aim: ReviewAim, names: CodeNames, rng: Rng): ReviewPlan {
  const ranked = rankGroups(rows, rng);
  const all = new ErrorSum();
  ranked.weight.forEach((weight, i) => {
    all.add(weight, ranked.wrong[i]!);
  });
  const facts = {
    groupCount: ranked.row.length,
    all: all.read(),
    states: reviewStates(rows, STATE_SHARES, aim.reviewerError),
  };
  if (aim.target === null) {
    return { rule: 'budget', threshold: budgetThreshold(rows, aim.budget), promise: null, leastToPromise: null, byCode: [], ...facts };
  }
  const promise = targetThreshold(ranked, aim.target);
  const byCode = promise === null ? [] : codePromises(rows, ranked, promise.threshold, aim.target, names);
  return { rule: 'target', threshold: promise?.threshold ?? EVERYTHING, promise, leastToPromise: leastToPromise(aim.target), byCode, ...facts };
}

/** Where nothing can be promised nobody's code is taken unseen. */
const EVERYTHING = 1;

import type { ReviewRule } from '../artifacts/evaluation.js';
import { formatConfidence, formatCount, formatScore, formatShare } from './format.js';

/** What goes to people, and what is promised of the rest, in a sentence for the terminal and the page. */
export function describeReview(review: ReviewRule): string {
  return `${describeRule(review)}${describeParents(review)}`;
}

/** A promise is about the codes that are given themselves. */
function describeParents({ stopAtParent, threshold }: ReviewRule): string {
  if (stopAtParent !== true || threshold === null || threshold >= 1) return '';
  return '; of these, rows with a parent of their code whose codes together reach that score stop at it, of which nothing is promised';
}

function describeRule(review: ReviewRule): string {
  const { target, promise, threshold } = review;
  if (target !== null) {
    const asked = `at most ${formatShare(target.error)} wrong, with confidence ${formatConfidence(target.confidence)}`;
    if (promise === null) return `everything: ${asked}, cannot be promised${whyNot(review)}`;
    return `scores below ${formatScore(promise.threshold)}; of the ${formatShare(promise.automaticShare)} above it ${asked}`;
  }
  if (threshold === null) return 'no row';
  return `scores below ${formatScore(threshold)}: of the rows to calibrate on ${formatShare(review.budget)} at most`;
}

function whyNot({ all, leastToPromise }: ReviewRule): string {
  if (leastToPromise === null || all.effectiveCount >= leastToPromise) return '';
  return ` from ${formatCount(Math.round(all.effectiveCount))} groups: ${formatCount(Math.ceil(leastToPromise))} are the least`;
}

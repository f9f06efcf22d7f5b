import type { ReviewRule } from '../../artifacts/evaluation.js';
import type { ReviewPart } from './bundle-format.js';

/** What a bundle says of a rule for review: how it was made is no part of it. */
export type BundleReview = Pick<ReviewRule, 'rule' | 'budget' | 'target' | 'threshold' | 'promise' | 'stopAtParent'>;

/** The part of a rule, or of none. A target takes the place of the budget. */
export function reviewPart(review: BundleReview | null): Omit<ReviewPart, 'stopAt'> {
  if (review === null) return { version: 1, rule: null, budget: null, threshold: null, promise: null };
  const { rule, budget, target, threshold, promise } = review;
  if (rule === 'budget' || target === null) return { version: 1, rule: 'budget', budget, threshold, promise: null };
  const found = promise === null ? null : { automaticShare: promise.automaticShare, effectiveCount: promise.effectiveCount };
  return { version: 1, rule, budget: null, threshold, target: { error: target.error, confidence: target.confidence }, promise: found };
}

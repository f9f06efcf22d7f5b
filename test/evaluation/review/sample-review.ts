import type { ReviewRule } from '../../../src/artifacts/evaluation.js';

/** A rule for review as a run leaves it, by a budget of a fifth. */
export function reviewByBudget(threshold: number | null): ReviewRule {
  return {
    rule: 'budget',
    budget: 0.2,
    target: null,
    reviewerError: 0.05,
    threshold,
    promise: null,
    leastToPromise: null,
    groupCount: 0,
    all: { weight: 0, error: 0, effectiveCount: 0 },
    byCode: [],
    states: [],
  };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reviewThreshold } from '../../src/evaluation/review-threshold.js';

const forReview = (scores: readonly number[], budget: number): number => {
  const threshold = reviewThreshold(Float64Array.from(scores), budget);
  return threshold === null ? 0 : scores.filter((score) => score < threshold).length;
};

describe('a review budget', () => {
  it('sends the rows of the lowest scores, as many as it allows', () => {
    expect(reviewThreshold(Float64Array.of(0.9, 0.1, 0.5, 0.3), 0.5)).toBe(0.5);
    expect(forReview([0.9, 0.1, 0.5, 0.3], 0.5)).toBe(2);
  });

  it('sends none of equal scores rather than more than it allows', () => {
    expect(forReview([0.9, 0.2, 0.2, 0.2], 0.5)).toBe(0);
  });

  it('of nothing, or over no rows, sends none; of everything sends all that are not certain', () => {
    expect(reviewThreshold(Float64Array.of(0.5, 1), 0)).toBeNull();
    expect(reviewThreshold(Float64Array.of(), 0.2)).toBeNull();
    expect(forReview([0.5, 0.99, 1], 1)).toBe(2);
  });

  it('is never exceeded, and is used up where no scores are equal', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, comparator: (a, b) => a === b }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (scores, budget) => {
          expect(forReview(scores, budget)).toBe(Math.floor(budget * scores.length));
          expect(forReview([...scores, ...scores], budget)).toBeLessThanOrEqual(budget * 2 * scores.length);
        },
      ),
    );
  });
});

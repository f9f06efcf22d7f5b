import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetThreshold } from '../../../src/evaluation/review/budget-threshold.js';

const reviewThreshold = (scores: Float64Array, budget: number, weights?: readonly number[]): number | null =>
  budgetThreshold({ score: scores, weight: weights === undefined ? new Float64Array(scores.length).fill(1) : Float64Array.from(weights) }, budget);

const forReview = (scores: readonly number[], budget: number): number => {
  const threshold = reviewThreshold(Float64Array.from(scores), budget);
  return threshold === null ? 0 : scores.filter((score) => score < threshold).length;
};

describe('a review budget', () => {
  it('sends the rows of the lowest scores, as many as it allows', () => {
    expect(reviewThreshold(Float64Array.of(0.9, 0.1, 0.5, 0.3), 0.5)).toBe(0.499999);
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

  it('counts a row as often as it weighs', () => {
    const [scores, weights] = [Float64Array.of(0.1, 0.2, 0.3, 0.4), [3, 1, 2, 0]];
    const thrice = Float64Array.of(0.1, 0.1, 0.1, 0.2, 0.3, 0.3);
    for (const budget of [0, 0.5, 0.6, 0.7, 0.99]) expect(reviewThreshold(scores, budget, weights)).toBe(reviewThreshold(thrice, budget));
    expect(reviewThreshold(scores, 0.5, [0, 0, 0, 0])).toBeNull();
  });

  it('keeps rows that tie with it but for their last digits on one side', () => {
    const tied = [0.2, ...new Array<number>(9).fill(0.987654321)];
    const threshold = reviewThreshold(Float64Array.from(tied), 0.2) as number;
    expect(tied.map((score) => score - 2e-7).filter((score) => score < threshold)).toHaveLength(1);
  });

  it('is never exceeded, and is used up where no scores are equal', () => {
    const scoresInThousandths = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1 });
    fc.assert(
      fc.property(scoresInThousandths, fc.double({ min: 0, max: 1, noNaN: true }), (thousandths, budget) => {
        const scores = thousandths.map((thousandth) => thousandth / 1000);
        expect(forReview(scores, budget)).toBe(Math.floor(budget * scores.length));
        expect(forReview([...scores, ...scores], budget)).toBeLessThanOrEqual(budget * 2 * scores.length);
      }),
    );
  });
});

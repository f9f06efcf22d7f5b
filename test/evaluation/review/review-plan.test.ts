import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { codePromises } from '../../../src/evaluation/review/code-promises.js';
import { binomialAtMost } from '../../../src/evaluation/review/incomplete-beta.js';
import { rankGroups } from '../../../src/evaluation/review/ranked-rows.js';
import { planReview } from '../../../src/evaluation/review/review-plan.js';
import { reviewStates } from '../../../src/evaluation/review/review-states.js';
import type { ScoredRows } from '../../../src/evaluation/review/scored-rows.js';
import { leastToPromise, targetThreshold } from '../../../src/evaluation/review/target-threshold.js';

const TARGET = { error: 0.05, confidence: 0.9 };

/** Rows of falling score from 0.9999 down, each a group of its own; `wrong` says which places are wrong. */
function rowsOf(count: number, wrong: (place: number) => boolean, given: Partial<ScoredRows> = {}): ScoredRows {
  const places = Array.from({ length: count }, (_, place) => place);
  return {
    wrong: Uint8Array.from(places, (place) => Number(wrong(place))),
    score: Float64Array.from(places, (place) => 0.9999 - place / (count + 1)),
    weight: new Float64Array(count).fill(1),
    group: Uint32Array.from(places),
    code: new Int32Array(count),
    given: new Int32Array(count),
    ...given,
  };
}

const NAMES = { codes: ['a1'], parentOf: () => null };

const rank = (rows: ScoredRows) => rankGroups(rows, Rng.fromSeed(1));

describe('a target of the review', () => {
  it('begins with three times the rows that could show it', () => {
    expect(leastToPromise(TARGET)).toBeCloseTo(134.67, 2);
    expect(leastToPromise({ error: 0.05, confidence: 0.95 })).toBeCloseTo(175.2, 1);
    expect(targetThreshold(rank(rowsOf(134, () => false)), TARGET)).toBeNull();
    expect(targetThreshold(rank(rowsOf(135, () => false)), TARGET)).toMatchObject({ automaticShare: 1, error: 0, effectiveCount: 135 });
  });

  it('accepts the last share before the first whose test fails', () => {
    // From the 500th row on every second one is wrong.
    const rows = rowsOf(1000, (place) => place >= 500 && place % 2 === 0);
    const promise = targetThreshold(rank(rows), TARGET)!;
    const accepted = Math.round(promise.automaticShare * 1000);
    const wrongOf = (count: number): number => rows.wrong.subarray(0, count).reduce((sum, wrong) => sum + wrong, 0);
    expect(accepted % 10).toBe(0);
    expect(binomialAtMost(wrongOf(accepted), accepted, 0.05)).toBeLessThanOrEqual(0.1);
    expect(binomialAtMost(wrongOf(accepted + 10), accepted + 10, 0.05)).toBeGreaterThan(0.1);
    expect(rows.score.filter((score) => score >= promise.threshold)).toHaveLength(accepted);
    expect(promise.error).toBeCloseTo(wrongOf(accepted) / accepted, 12);
  });

  it('keeps rows of equal score on one side', () => {
    const score = Float64Array.from({ length: 400 }, (_, place) => (place < 203 ? 0.9 : 0.5));
    const rows = rowsOf(400, (place) => place >= 203, { score });
    expect(targetThreshold(rank(rows), TARGET)).toMatchObject({ threshold: 0.899999, effectiveCount: 203 });
  });

  it('cannot be met where even the surest rows are wrong too often, and then everything is for review', () => {
    const rows = rowsOf(2000, (place) => place % 10 === 0);
    expect(targetThreshold(rank(rows), TARGET)).toBeNull();
    const plan = planReview(rows, { budget: 0.2, target: TARGET, reviewerError: 0.05 }, NAMES, Rng.fromSeed(1));
    expect(plan).toMatchObject({ rule: 'target', threshold: 1, promise: null, groupCount: 2000 });
  });

  it('counts a group once, with the weight of all its rows', () => {
    const rows = rowsOf(300, () => false, { group: Uint32Array.from({ length: 300 }, (_, place) => Math.floor(place / 3)) });
    const ranked = rank(rows);
    expect(ranked.row).toHaveLength(100);
    expect(ranked.weight.every((weight) => weight === 3)).toBe(true);
    expect(targetThreshold(ranked, TARGET)).toBeNull();
  });

  it('draws the row of a group with a chance in proportion to its weight', () => {
    const count = 3000;
    const rows = rowsOf(2 * count, () => false, {
      group: Uint32Array.from({ length: 2 * count }, (_, place) => place >> 1),
      weight: Float64Array.from({ length: 2 * count }, (_, place) => (place % 2 === 0 ? 3 : 1)),
    });
    const first = rank(rows).row.filter((row) => row % 2 === 0).length;
    expect(first / count).toBeCloseTo(0.75, 1);
  });
});

describe('the states of a review', () => {
  it('weigh the rows that are coded, and those that people get wrong', () => {
    const rows = rowsOf(4, (place) => place >= 2, { weight: Float64Array.of(1, 2, 1, 4) });
    const [none, half, three] = reviewStates(rows, [0, 0.5, 0.7], 0.1);
    expect(none).toMatchObject({ reviewShare: 0, automaticAccuracy: 3 / 8, wholeAccuracy: 3 / 8 });
    expect(half).toMatchObject({ reviewShare: 0.5, automaticAccuracy: 3 / 4 });
    expect(half!.wholeAccuracy).toBeCloseTo((3 + 0.9 * 4) / 8, 12);
    expect(three).toMatchObject({ reviewShare: 5 / 8, automaticAccuracy: 1 });
    expect(
      reviewStates(
        rowsOf(0, () => false),
        [0, 1],
        0.1,
      ),
    ).toEqual([]);
    expect(reviewStates(rows, [1], 0.1)[0]).toMatchObject({ reviewShare: 1, threshold: null, automaticAccuracy: null });
  });
});

describe('promises for single codes', () => {
  it('pool small codes over their parent, and say which hold for all at once', () => {
    const given = Int32Array.from({ length: 700 }, (_, place) => (place < 400 ? 0 : place < 550 ? 1 : place < 640 ? 2 : 3));
    const rows = rowsOf(700, (place) => place >= 400 && place < 403, { given });
    const names = { codes: ['a1', 'a2', 'b1', 'b2'], parentOf: (code: string) => code.charAt(0) };
    const promises = codePromises(rows, rank(rows), 0, TARGET, names);
    expect(promises).toMatchObject([
      { code: 'a1', isPooled: false, holdsAlone: true, holdsTogether: true },
      { code: 'a2', isPooled: false, effectiveCount: 150, holdsAlone: true, holdsTogether: false },
      { code: 'b', isPooled: true, codeCount: 2, effectiveCount: 150, holdsTogether: true },
    ]);
  });
});

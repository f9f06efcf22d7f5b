import { describe, expect, test } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { brierParts } from '../../../src/evaluation/calibration/brier-parts.js';
import { fitIsotonic } from '../../../src/evaluation/calibration/isotonic.js';

/** Ties, weights, and what scikit-learn 1.9.1 makes of them (IsotonicRegression, brier_score_loss). */
const SCORE = [0.8, 0.8, 0.5, 0.3, 0.1, 0.4, 0.4, 0, 0, 1, 0.7, 0.2, 0.4, 1, 0.9, 0.8, 0.4, 0.5, 0.7, 0.1, 0.6, 0.3, 0.9, 0.1];
const RIGHT = [1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1];
const WEIGHT = [2, 0.5, 1, 2.5, 2.5, 0.5, 2.5, 2.5, 1.5, 1, 2.5, 2.5, 2, 1, 1, 2.5, 1, 1.5, 2, 1, 1, 2, 0.5, 2];
const [LOW, MIDDLE, HIGH] = [0.2222222222222222, 0.2857142857142857, 0.6842105263157895];
const FITTED = [
  ...[HIGH, HIGH, MIDDLE, LOW, LOW, LOW, LOW, LOW, LOW, 1, HIGH, LOW],
  ...[LOW, 1, 1, HIGH, LOW, MIDDLE, HIGH, LOW, MIDDLE, LOW, 1, LOW],
];

const rowsOf = (score: readonly number[], right: readonly number[], weight: readonly number[]) => ({
  score: Float64Array.from(score),
  right: Uint8Array.from(right),
  weight: Float64Array.from(weight),
  group: Uint32Array.from(score.keys()),
});
const SAMPLE = rowsOf(SCORE, RIGHT, WEIGHT);

describe('isotonic regression', () => {
  test('gives the values of scikit-learn, ties and weights included', () => {
    const fitted = fitIsotonic({ x: SAMPLE.score, y: RIGHT, weight: SAMPLE.weight });
    FITTED.forEach((value, i) => {
      expect(fitted[i]).toBeCloseTo(value, 14);
    });
  });

  test('a row without weight has no say', () => {
    const fitted = fitIsotonic({ x: Float64Array.of(0, 1, 2, 3), y: [0, 1, 0, 1], weight: Float64Array.of(1, 0, 1, 1) });
    expect([...fitted]).toEqual([0, 0, 0, 1]);
  });
});

describe('the parts of a Brier score', () => {
  test('are those of scikit-learn', () => {
    const parts = brierParts(SAMPLE)!;
    expect(parts.score).toBeCloseTo(0.23397435897435903, 12);
    expect(parts.miscalibration).toBeCloseTo(0.0633126619968726, 12);
    expect(parts.discrimination).toBeCloseTo(0.07128439112244778, 12);
    expect(parts.uncertainty).toBeCloseTo(0.2419460880999342, 12);
  });

  test('come to it, and are never below 0, whatever the rows', () => {
    for (let seed = 0; seed < 50; seed++) {
      const rng = Rng.fromSeed(seed);
      const draw = <T>(of: () => T): T[] => Array.from({ length: 1 + rng.nextBelow(60) }, of);
      const score = draw(() => rng.nextBelow(8) / 7);
      const rows = rowsOf(
        score,
        score.map(() => rng.nextBelow(2)),
        score.map(() => rng.nextFloat() + 0.01),
      );
      const { score: whole, miscalibration, discrimination, uncertainty } = brierParts(rows)!;
      expect(miscalibration - discrimination + uncertainty).toBeCloseTo(whole, 12);
      expect(Math.min(miscalibration, discrimination, uncertainty)).toBeGreaterThan(-1e-15);
    }
  });

  test('true scores that tell everything, and scores that tell nothing', () => {
    const perfect = { score: 0, miscalibration: 0, discrimination: 0.25, uncertainty: 0.25 };
    expect(brierParts(rowsOf([0, 1], [0, 1], [1, 1]))).toEqual(perfect);
    expect(brierParts(rowsOf([0.5, 0.5], [0, 1], [1, 1]))).toEqual({ ...perfect, score: 0.25, discrimination: 0 });
  });

  test('weight 2 is the row twice, and order does not matter', () => {
    const twice = rowsOf([0.9, 0.2, 0.2, 0.6], [1, 1, 1, 0], [1, 1, 1, 1]);
    const heavy = brierParts(rowsOf([0.6, 0.2, 0.9], [0, 1, 1], [1, 2, 1]))!;
    const plain = brierParts(twice)!;
    expect(heavy.miscalibration).toBeCloseTo(plain.miscalibration, 14);
    expect(heavy.discrimination).toBeCloseTo(plain.discrimination, 14);
  });

  test('there are none without weight', () => {
    expect(brierParts(rowsOf([0.5], [1], [0]))).toBeNull();
  });
});

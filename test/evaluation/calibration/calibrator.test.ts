import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AS_THEY_ARE,
  type Calibrator,
  calibratedTop,
  RowProbabilities,
  rarityOf,
  rarityTerms,
} from '../../../src/evaluation/calibration/calibrator.js';
import { scoreSums } from '../../../src/ml/score-sums.js';

const softmax = (scores: readonly number[], temperature = 1) => {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - highest) / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
};

const scoreLists = fc
  .array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 2, maxLength: 12 })
  .map((scores) => Float32Array.from(scores).sort().reverse());
const calibrators: fc.Arbitrary<Calibrator> = fc.record({
  temperature: fc.constant(1),
  offset: fc.double({ min: -3, max: 3, noNaN: true }),
  slopeTop: fc.double({ min: 0, max: 3, noNaN: true }),
  slopeRest: fc.double({ min: 0, max: 3, noNaN: true }),
});

const probabilitiesOf = (calibrator: Calibrator, scores: Float32Array) => {
  const row = new RowProbabilities(calibrator, scores[0]!, scoreSums(scores, 0, calibrator.temperature));
  return { row, all: [row.top, ...scores.subarray(1)].map((score, k) => (k === 0 ? row.top : row.other(score))) };
};

describe('scores as they are', () => {
  it.each([1, 0.5, 7])('are the softmax at temperature %d', (temperature) => {
    const scores = Float32Array.of(2, 1.5, 0, -4);
    const { all } = probabilitiesOf({ ...AS_THEY_ARE, temperature }, scores);
    softmax([...scores], temperature).forEach((p, k) => {
      expect(all[k]).toBeCloseTo(p, 14);
    });
  });

  it('tell a row apart whose score is 1 to every digit of a 32-bit float', () => {
    const rest = scoreSums(Float32Array.of(60, 0, 0), 0, 1).logRest;
    expect(rest).toBeCloseTo(Math.log(2) - 60, 12);
    expect(scoreSums(Float32Array.of(5, 5), 0, 1).logRest).toBe(0);
    expect(scoreSums(Float32Array.of(-900, 3, -900), 1, 1).logRest).toBeCloseTo(Math.log(2) - 903, 12);
    expect(scoreSums(Float32Array.of(-1e30, 3, -1e30), 1, 1).logRest).toBeLessThan(-1e29);
  });
});

describe('a calibrated score', () => {
  it('is the curve in closed form', () => {
    const calibrator = { temperature: 1, offset: 0.3, slopeTop: 0.7, slopeRest: 1.2 };
    for (const s of [0.001, 0.2, 0.5, 0.9, 0.9999]) {
      const t = 0.3 + 0.7 * Math.log(s) - 1.2 * Math.log(1 - s);
      expect(calibratedTop(calibrator, Math.log((1 - s) / s))).toBeCloseTo(1 / (1 + Math.exp(-t)), 12);
    }
  });

  it('has a term for the groups of its code, none from 22 on', () => {
    const calibrator = { temperature: 1, offset: 0.3, slopeTop: 0.7, slopeRest: 1.2, slopeRarity: 0.5, groups: [1, 7, 22] };
    const plain = { ...calibrator, offset: 0.3 + 0.5 * Math.log(22 / 7) };
    expect(rarityOf(7)).toBeCloseTo(Math.log(22 / 7), 14);
    expect([rarityOf(22), rarityOf(1000), rarityOf(0)]).toEqual([0, 0, rarityOf(1)]);
    expect(calibratedTop(calibrator, -0.4, rarityOf(7))).toBeCloseTo(calibratedTop(plain, -0.4), 14);
    const terms = rarityTerms(calibrator)!;
    expect([...terms]).toEqual([0.5 * rarityOf(1), 0.5 * rarityOf(7), 0]);
    expect(rarityTerms(AS_THEY_ARE)).toBeNull();
    const sums = scoreSums(Float32Array.of(2, 1, 0), 0, 1);
    expect(new RowProbabilities(calibrator, 2, sums, terms[1]).top).toBeCloseTo(calibratedTop(plain, sums.logRest), 14);
  });

  it('of a row with one code only is 1, whatever the curve', () => {
    const only = scoreSums(Float32Array.of(3), 0, 1).logRest;
    expect(only).toBe(Number.NEGATIVE_INFINITY);
    expect(calibratedTop({ temperature: 1, offset: -1, slopeTop: 0.4, slopeRest: 0 }, only)).toBe(1);
  });

  it('never changes the order of codes, and gives no code more than all', () => {
    fc.assert(
      fc.property(scoreLists, calibrators, (scores, calibrator) => {
        const { all } = probabilitiesOf(calibrator, scores);
        all.forEach((p, k) => {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(all[Math.max(0, k - 1)]!);
        });
        expect(all.reduce((a, b) => a + b, 0)).toBeLessThan(1 + 1e-12);
      }),
    );
  });

  it('shares what it leaves as the scores do', () => {
    const scores = Float32Array.of(2, 1, 0);
    const [, second, third] = softmax([...scores]);
    const { all } = probabilitiesOf({ temperature: 1, offset: 1, slopeTop: 1, slopeRest: 1 }, scores);
    expect(all.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14);
    expect(all[1]! / all[2]!).toBeCloseTo(second! / third!, 12);
  });

  it('has the logarithm of its probabilities as losses', () => {
    fc.assert(
      fc.property(scoreLists, calibrators, (scores, calibrator) => {
        const { row } = probabilitiesOf(calibrator, scores);
        expect(Math.exp(-row.topLoss)).toBeCloseTo(row.top, 10);
        expect(Math.exp(-row.otherLoss(scores[1]!))).toBeCloseTo(row.other(scores[1]!), 10);
      }),
    );
    expect(new RowProbabilities(AS_THEY_ARE, 2, { sum: 1.5, logRest: -0.7, restSquares: 0.5 }).otherLoss(Number.NEGATIVE_INFINITY)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});

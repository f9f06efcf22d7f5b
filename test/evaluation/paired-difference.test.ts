import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { accuracy } from '../../src/evaluation/figures/over-codes/accuracy.js';
import { macroF1 } from '../../src/evaluation/figures/over-codes/macro-f1.js';
import { pairedDifference } from '../../src/evaluation/paired-difference.js';
import { countCodes, f1Of } from '../../src/ml/code-counts.js';

/** Four codes of `perCode` rows; each model is right by its own planted chance, which the other one shares in part. */
function drawPair(perCode: number, rng: Rng) {
  const label = Int32Array.from({ length: 4 * perCode }, (_, row) => Math.floor(row / perCode));
  const luck = Float64Array.from(label, () => rng.nextFloat());
  const answer = (chance: number): Int32Array => label.map((code, row) => (luck[row]! < 0.5 || rng.nextFloat() < chance ? code : (code + 1) % 4));
  const group = Uint32Array.from(label, (_, row) => row);
  return { classCount: 4, label, predicted: [answer(0.6), answer(0.5)] as const, weight: null, group };
}

describe('pairedDifference', () => {
  it('covers the true difference, and its lower bound stays below as often as asked for', () => {
    const rng = Rng.fromSeed(5);
    const truth = 0.5 * (0.6 - 0.5);
    const trials = 400;
    let covered = 0;
    let below = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low, high, lowerBound } = pairedDifference(drawPair(60, rng), accuracy, 0.95);
      if (low <= truth && truth <= high) covered++;
      if (lowerBound <= truth) below++;
    }
    expect(covered / trials).toBeGreaterThanOrEqual(0.92);
    expect(below / trials).toBeGreaterThanOrEqual(0.92);
    expect(below / trials).toBeLessThan(0.99);
  });

  it('is as wide as the formula of paired proportions', () => {
    const rows = drawPair(500, Rng.fromSeed(6));
    const [a, b] = rows.predicted as [Int32Array, Int32Array];
    const n = rows.label.length;
    let p = 0;
    let q = 0;
    rows.label.forEach((code, row) => {
      if (a[row] === code && b[row] !== code) p += 1 / n;
      if (a[row] !== code && b[row] === code) q += 1 / n;
    });
    const { low, high, difference } = pairedDifference(rows, accuracy, 0.95);
    expect(difference).toBeCloseTo(p - q, 12);
    expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt((p + q - (p - q) ** 2) / n), 2);
  });

  it('lets rows, not certainty, bound the difference of two models that never differ', () => {
    const bound = (perCode: number): number => {
      const rows = drawPair(perCode, Rng.fromSeed(2));
      return pairedDifference({ ...rows, predicted: [rows.predicted[0]!, rows.predicted[0]!] }, accuracy, 0.95).lowerBound;
    };
    const z = 1.644854;
    expect(bound(10)).toBeCloseTo((-z * z) / (40 + z * z), 5);
    expect(bound(1000)).toBeCloseTo((-z * z) / (4000 + z * z), 5);
  });

  it('turns its sign when the models change places', () => {
    const rows = drawPair(200, Rng.fromSeed(3));
    const forth = pairedDifference(rows, macroF1, 0.9);
    const back = pairedDifference({ ...rows, predicted: [rows.predicted[1]!, rows.predicted[0]!] }, macroF1, 0.9);
    expect(back.difference).toBeCloseTo(-forth.difference, 12);
    expect(back.low).toBeCloseTo(-forth.high, 12);
    expect(forth.lowerBound).toBeGreaterThan(forth.low);
  });

  it("is Tango's for accuracy, a unit a group", () => {
    const label = Int32Array.from({ length: 100 }, (_, row) => row % 2);
    const wrongAt = (groups: readonly number[]) => label.map((code, row) => (groups.includes(row >> 1) ? 1 - code : code));
    // Groups of two rows. The candidate alone is right in 12 groups, the champion alone in 2, neither in one.
    const predicted = [wrongAt([0, 1, 2]), wrongAt([0, ...Array.from({ length: 12 }, (_, i) => 10 + i)])] as const;
    const group = Uint32Array.from(label, (_, row) => row >> 1);
    const paired = pairedDifference({ classCount: 2, label, group, weight: null, predicted }, accuracy, 0.95);
    expect(paired.discordantUnits).toBe(14);
    expect(paired.difference).toBeCloseTo(0.2, 12);
    expect([paired.low, paired.high].map((bound) => bound.toFixed(4))).toEqual(['0.0611', '0.3447']);
  });

  it('has the variance of the delta method where codes are large', () => {
    const rows = drawPair(4000, Rng.fromSeed(8));
    const { counts, difference } = pairedDifference(rows, macroF1, 0.95);
    const variance = (counts.firstOnly + counts.secondOnly) / counts.count / counts.count;
    expect(variance / deltaVariance(rows)).toBeCloseTo(1, 1);
    expect((counts.firstOnly - counts.secondOnly) / counts.count).toBeCloseTo(difference, 12);
  });
});

/**
 * Variance of the difference of macro F1 at the given supports, to first order (after Takahashi et al. 2022, Appl. Intell. 52): row i
 * with the code y that is given a moves it by (1/|C|)·(2·[a = y] − F1(a)) / (support(a) + predicted(a)).
 */
function deltaVariance({ label, predicted, classCount }: ReturnType<typeof drawPair>): number {
  const slopes = predicted.map((given) => {
    const counts = countCodes(label, given, null, classCount);
    return Float64Array.from(
      given,
      (a, row) => (2 * Number(a === label[row]) - f1Of(counts, a)) / (counts.support[a]! + counts.predicted[a]!) / classCount,
    );
  });
  const moves = slopes[0]!.map((slope, row) => slope - slopes[1]![row]!);
  return moves.reduce((sum, move) => sum + move * move, 0);
}

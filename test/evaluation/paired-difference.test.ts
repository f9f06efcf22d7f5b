import { describe, expect, it } from 'vitest';
import { Rng } from '../../src/core/rng.js';
import { accuracy } from '../../src/evaluation/figures/accuracy.js';
import { macroF1 } from '../../src/evaluation/figures/macro-f1.js';
import { wilsonInterval } from '../../src/evaluation/intervals/interval-forms.js';
import { pairedDifference } from '../../src/evaluation/paired-difference.js';

/** Four codes of `perCode` rows; each model is right by its own planted chance, which the other one shares in part. */
function drawPair(perCode: number, rng: Rng) {
  const label = Int32Array.from({ length: 4 * perCode }, (_, row) => Math.floor(row / perCode));
  const luck = Float64Array.from(label, () => rng.nextFloat());
  const answer = (chance: number): Int32Array => label.map((code, row) => (luck[row]! < 0.5 || rng.nextFloat() < chance ? code : (code + 1) % 4));
  const group = Uint32Array.from(label, (_, row) => row);
  return { classCount: 4, label, predicted: [answer(0.6), answer(0.5)], weight: null, group };
}

describe('pairedDifference', () => {
  it('covers the true difference, and its lower bound stays below as often as asked for', () => {
    const rng = Rng.fromSeed(5);
    const truth = 0.5 * (0.6 - 0.5);
    const trials = 400;
    let covered = 0;
    let below = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { low, high, lowerBound } = pairedDifference(drawPair(60, rng), accuracy, 0.95, rng.fork(`trial ${trial}`), 300);
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
    const { low, high, difference } = pairedDifference(rows, accuracy, 0.95, Rng.fromSeed(1));
    expect(difference).toBeCloseTo(p - q, 12);
    expect(high - low).toBeCloseTo(2 * 1.96 * Math.sqrt((p + q - (p - q) ** 2) / n), 2);
  });

  it('lets rows, not certainty, bound the difference of two models that never differ', () => {
    const bound = (perCode: number): number => {
      const rows = drawPair(perCode, Rng.fromSeed(2));
      return pairedDifference({ ...rows, predicted: [rows.predicted[0]!, rows.predicted[0]!] }, accuracy, 0.95, Rng.fromSeed(1)).lowerBound;
    };
    const z = 1.644854;
    expect(bound(10)).toBeCloseTo((-z * z) / (40 + z * z), 5);
    expect(bound(1000)).toBeCloseTo((-z * z) / (4000 + z * z), 5);
  });

  it('turns its sign when the models change places', () => {
    const rows = drawPair(200, Rng.fromSeed(3));
    const forth = pairedDifference(rows, macroF1, 0.9, Rng.fromSeed(1));
    const back = pairedDifference({ ...rows, predicted: [rows.predicted[1]!, rows.predicted[0]!] }, macroF1, 0.9, Rng.fromSeed(1));
    expect(back.difference).toBeCloseTo(-forth.difference, 12);
    expect(back.low).toBeCloseTo(-forth.high, 2);
    expect(forth.lowerBound).toBeGreaterThan(forth.low);
  });

  it('combines the score intervals of both discordant shares when few rows differ', () => {
    const label = Int32Array.from({ length: 40 }, (_, row) => row % 2);
    const wrongAt = (places: readonly number[]) => label.map((code, row) => (places.includes(row) ? 1 - code : code));
    const group = Uint32Array.from(label.keys());
    // The candidate alone is right in 2 rows, the champion alone in 3.
    const predicted = [wrongAt([0, 1, 2]), wrongAt([7, 8])];
    const { low, high, difference, discordantUnits } = pairedDifference(
      { classCount: 2, label, group, weight: null, predicted },
      accuracy,
      0.95,
      Rng.fromSeed(1),
    );
    const [p, q] = [2 / 40, 3 / 40];
    const [lowP, highP] = wilsonInterval(p, 40, 0.95);
    const [lowQ, highQ] = wilsonInterval(q, 40, 0.95);
    expect(discordantUnits).toBe(5);
    expect(difference).toBeCloseTo(p - q, 12);
    expect(low).toBeCloseTo(p - q - Math.hypot(p - lowP, highQ - q), 12);
    expect(high).toBeCloseTo(p - q + Math.hypot(highP - p, q - lowQ), 12);
  });
});

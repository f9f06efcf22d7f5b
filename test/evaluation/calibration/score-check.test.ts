import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import { type CheckedRows, checkScores, gapOf } from '../../../src/evaluation/calibration/score-check.js';

/** Rows of which each is right with the probability that its score becomes. */
function rowsOf(count: number, seed: number, truth: (score: number) => number): CheckedRows {
  const rng = Rng.fromSeed(seed);
  const score = Float64Array.from({ length: count }, () => 0.02 + 0.96 * rng.nextFloat());
  const right = Uint8Array.from(score, (each) => (rng.nextFloat() < truth(each) ? 1 : 0));
  return { score, right, weight: new Float64Array(count).fill(1), group: Uint32Array.from(score.keys()) };
}

describe('a check of scores', () => {
  it('finds true scores within what chance does', () => {
    const errors = Array.from({ length: 20 }, (_, seed) =>
      checkScores(
        rowsOf(1000, seed, (score) => score),
        Rng.fromSeed(seed),
      ),
    );
    expect(errors.filter(({ calibrationError, noise }) => calibrationError > noise.high).length).toBeLessThan(4);
    const [first] = errors;
    expect(Math.abs(first!.recalibration!.slope - 1)).toBeLessThan(0.2);
    expect(first!.noise.mean).toBeLessThan(first!.noise.high);
  });

  it('finds scores that say too much above it', () => {
    const { calibrationError, noise, recalibration, meanScore, shareRight, standardError } = checkScores(
      rowsOf(2000, 1, (score) => score * score),
      Rng.fromSeed(1),
    );
    expect(calibrationError).toBeGreaterThan(noise.high);
    expect(recalibration!.offset).toBeLessThan(-0.3);
    expect((meanScore - shareRight) / standardError).toBeGreaterThan(5);
  });

  it('counts rows of a group as one observation, and a row of weight 2 as two of its group', () => {
    const single = rowsOf(500, 2, (score) => score);
    const doubled = {
      score: Float64Array.from([...single.score, ...single.score]),
      right: Uint8Array.from([...single.right, ...single.right]),
      weight: new Float64Array(1000).fill(1),
      group: Uint32Array.from([...single.group, ...single.group]),
    };
    expect(gapOf(doubled).standardError).toBeCloseTo(gapOf(single).standardError, 12);
    const heavy = { ...single, weight: new Float64Array(500).fill(2) };
    expect(gapOf(heavy).standardError).toBeCloseTo(gapOf(single).standardError, 12);
  });

  it('says nothing without rows', () => {
    expect(
      checkScores(
        rowsOf(0, 1, (score) => score),
        Rng.fromSeed(1),
      ),
    ).toEqual({
      rowCount: 0,
      meanScore: 0,
      shareRight: 0,
      standardError: 0,
      calibrationError: 0,
      noise: { mean: 0, high: 0 },
      recalibration: null,
      brier: null,
    });
  });
});

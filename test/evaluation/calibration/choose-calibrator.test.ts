import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import type { CalibrationRows } from '../../../src/evaluation/calibration/calibration-rows.js';
import { AS_THEY_ARE, type Calibrator, calibratedTop, rarityOf } from '../../../src/evaluation/calibration/calibrator.js';
import { chooseCalibrator } from '../../../src/evaluation/calibration/choose-calibrator.js';

function plantedRows(truth: Calibrator, count: number, seed: number): CalibrationRows {
  const rng = Rng.fromSeed(seed);
  const logRest = Float64Array.from({ length: count }, () => 12 * rng.nextFloat() - 9);
  const rarity = truth.slopeRarity === undefined ? null : logRest.map((_, i) => rarityOf(1 + (i % 30)));
  const right = Uint8Array.from(logRest, (rest, i) => (rng.nextFloat() < calibratedTop(truth, rest, rarity?.[i]) ? 1 : 0));
  return { logRest, right, rarity, weight: new Float64Array(count).fill(1), part: Uint8Array.from(logRest, (_, i) => i % 5) };
}

describe('the calibrator of `auto`', () => {
  it('is none where the scores mean what they say', () => {
    const chosen = chooseCalibrator(plantedRows(AS_THEY_ARE, 4000, 1), 'auto');
    expect(chosen).toMatchObject({ method: 'none', calibrator: AS_THEY_ARE });
    expect(chosen.note).toContain('cross-fitted');
  });

  it('is a slope and an offset where that is what is wrong with them', () => {
    const chosen = chooseCalibrator(plantedRows({ temperature: 1, offset: -0.8, slopeTop: 0.5, slopeRest: 0.5 }, 4000, 2), 'auto');
    expect(chosen.method).toBe('slope');
    expect(chosen.brierAfter).toBeLessThan(chosen.brierBefore);
  });

  it('has a slope for each end where that helps and the rows are enough', () => {
    const truth = { temperature: 1, offset: 0.5, slopeTop: 3, slopeRest: 0.2 };
    expect(chooseCalibrator(plantedRows(truth, 20_000, 3), 'auto').method).toBe('beta');
    expect(chooseCalibrator(plantedRows(truth, 900, 3), 'auto').method).toBe('slope');
  });

  it('knows how rare codes are where the rows are enough to tell', () => {
    const truth = { temperature: 1, offset: -0.8, slopeTop: 0.5, slopeRest: 0.5, slopeRarity: 0.4 };
    expect(chooseCalibrator(plantedRows(truth, 20_000, 6), 'auto').calibrator.slopeRarity).toBeCloseTo(0.4, 1);
    expect(chooseCalibrator(plantedRows(truth, 900, 6), 'auto').calibrator).not.toHaveProperty('slopeRarity');
  });

  it('scores each row by rows of other parts', () => {
    const rows = plantedRows({ temperature: 1, offset: -0.8, slopeTop: 0.5, slopeRest: 0.5 }, 500, 4);
    const { scores } = chooseCalibrator(rows, 'slope');
    const turned = { ...rows, right: rows.right.map((right, i) => (rows.part[i] === 0 ? 1 - right : right)) };
    const again = chooseCalibrator(turned, 'slope').scores;
    scores.forEach((score, i) => {
      if (rows.part[i] === 0) expect(again[i]).toBe(score);
      else expect(again[i]).not.toBe(score);
    });
  });

  it.each([
    [plantedRows(AS_THEY_ARE, 40, 5), 'fewer than 50'],
    [{ ...plantedRows(AS_THEY_ARE, 400, 5), right: new Uint8Array(400).fill(1, 5) }, 'only 5 of the rows to calibrate on are wrong'],
    [plantedRows(AS_THEY_ARE, 0, 5), 'no rows'],
  ])('is none, and says why, with too few rows (%#)', (rows, why) => {
    const { method, note } = chooseCalibrator(rows, 'auto');
    expect(method).toBe('none');
    expect(note).toContain(why);
  });
});

import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.js';
import type { CalibrationRows } from '../../../src/evaluation/calibration/calibration-rows.js';
import { type Calibrator, calibratedTop, rarityOf } from '../../../src/evaluation/calibration/calibrator.js';
import { fitCalibrator } from '../../../src/evaluation/calibration/fit-calibrator.js';

const ROWS = 60;

/** Sixty rows by formula, so that another program can make them too. */
function formulaRows(): CalibrationRows {
  const logRest = Float64Array.from({ length: ROWS }, (_, i) => ((i * 37) % 60) / 10 - 3.05);
  const right = Uint8Array.from(logRest, (d, i) => (((i * 29) % 17) / 17 < 1 / (1 + Math.exp(1.1 * d - 0.3)) ? 1 : 0));
  const weight = Float64Array.from(logRest, (_, i) => 1 + (i % 3));
  return { logRest, right, rarity: null, weight, part: Uint8Array.from(logRest, (_, i) => i % 5) };
}

/** The same, given codes of 1 to 25 groups. */
function rowsOfRareCodes(): CalibrationRows {
  return { ...formulaRows(), rarity: Float64Array.from({ length: ROWS }, (_, i) => rarityOf(1 + ((i * 7) % 25))) };
}

/** Rows whose code is right with the probability that the curve says. */
function plantedRows(truth: Calibrator, count: number, seed: number): CalibrationRows {
  const rng = Rng.fromSeed(seed);
  const logRest = Float64Array.from({ length: count }, () => 12 * rng.nextFloat() - 9);
  const rarity = truth.slopeRarity === undefined ? null : logRest.map((_, i) => rarityOf(1 + (i % 30)));
  const right = Uint8Array.from(logRest, (rest, i) => (rng.nextFloat() < calibratedTop(truth, rest, rarity?.[i]) ? 1 : 0));
  return { logRest, right, rarity, weight: new Float64Array(count).fill(1), part: Uint8Array.from(logRest, (_, i) => i % 5) };
}

function lossOf({ logRest, right, rarity, weight }: CalibrationRows, calibrator: Calibrator): number {
  return logRest.reduce((sum, rest, i) => {
    const p = calibratedTop(calibrator, rest, rarity?.[i]);
    return sum - weight[i]! * Math.log(right[i] === 1 ? p : 1 - p);
  }, 0);
}

describe('a fitted calibrator', () => {
  it.each([
    // scikit-learn 1.9.1, LogisticRegression(C=inf, solver='newton-cholesky', tol=1e-14) with sample_weight, on −d
    ['slope', [0.27228093254345953, 1.0416088767793228, 1.0416088767793228]],
    // and on ln s, −ln(1 − s)
    ['beta', [-1.3367541819697755, 0.2124287093541938, 2.0596631119843622]],
  ] as const)('has the likelihood of a logistic regression of scikit-learn: %s', (form, [offset, slopeTop, slopeRest]) => {
    const found = fitCalibrator(formulaRows(), form)!;
    expect(found.offset).toBeCloseTo(offset, 7);
    expect(found.slopeTop).toBeCloseTo(slopeTop, 7);
    expect(found.slopeRest).toBeCloseTo(slopeRest, 7);
  });

  it.each([
    // numpy 2.4.6: Newton's method on L, checked by BFGS of scipy
    ['slope', [0.2443651920109542, 1.0449773338803159, 1.0449773338803159, 0.03763187898198708]],
    ['beta', [-1.3465684424654585, 0.21641878637231432, 2.058857505107719, 0.018627216431720318]],
  ] as const)('weighs how rare the given code is, near 0 while little is seen of it: %s', (form, [offset, slopeTop, slopeRest, slopeRarity]) => {
    const found = fitCalibrator(rowsOfRareCodes(), form)!;
    expect(found.offset).toBeCloseTo(offset, 7);
    expect(found.slopeTop).toBeCloseTo(slopeTop, 7);
    expect(found.slopeRest).toBeCloseTo(slopeRest, 7);
    expect(found.slopeRarity).toBeCloseTo(slopeRarity, 7);
  });

  it('is not carried away by a few rows of rare codes that are all right', () => {
    const rows = plantedRows({ temperature: 1, offset: 0, slopeTop: 1, slopeRest: 1 }, 2000, 9);
    const few = (i: number): boolean => i < 5;
    const found = fitCalibrator(
      { ...rows, rarity: rows.logRest.map((_, i) => (few(i) ? rarityOf(1) : 0)), right: rows.right.map((own, i) => (few(i) ? 1 : own)) },
      'slope',
    )!;
    expect(found.slopeRarity).toBeGreaterThan(0);
    expect(found.slopeRarity).toBeLessThan(1);
  });

  it('knows nothing of rarity where no given code is rare', () => {
    const rows = formulaRows();
    expect(fitCalibrator({ ...rows, rarity: new Float64Array(ROWS) }, 'beta')).toEqual(fitCalibrator(rows, 'beta'));
  });

  it.each(['slope', 'beta'] as const)('has no numeric derivative left: %s', (form) => {
    const rows = formulaRows();
    const found = fitCalibrator(rows, form)!;
    const moved = (name: 'offset' | 'slopeTop' | 'slopeRest', by: number): Calibrator => {
      const both = form === 'slope' && name === 'slopeTop' ? { slopeRest: found.slopeRest + by } : {};
      return { ...found, [name]: found[name] + by, ...both };
    };
    for (const name of form === 'slope' ? (['offset', 'slopeTop'] as const) : (['offset', 'slopeTop', 'slopeRest'] as const)) {
      expect((lossOf(rows, moved(name, 1e-5)) - lossOf(rows, moved(name, -1e-5))) / 2e-5).toBeCloseTo(0, 4);
    }
  });

  it('recovers a planted curve', () => {
    const truth = { temperature: 1, offset: -0.4, slopeTop: 1.3, slopeRest: 0.5 };
    const found = fitCalibrator(plantedRows(truth, 40_000, 7), 'beta')!;
    expect(Math.abs(found.offset - truth.offset)).toBeLessThan(0.1);
    expect(Math.abs(found.slopeTop - truth.slopeTop)).toBeLessThan(0.1);
    expect(Math.abs(found.slopeRest - truth.slopeRest)).toBeLessThan(0.05);
  });

  it('recovers a planted slope of the rarity', () => {
    const found = fitCalibrator(plantedRows({ temperature: 1, offset: -0.4, slopeTop: 1.3, slopeRest: 0.5, slopeRarity: 0.6 }, 40_000, 8), 'beta')!;
    expect(Math.abs(found.slopeRarity! - 0.6)).toBeLessThan(0.05);
    expect(Math.abs(found.slopeTop - 1.3)).toBeLessThan(0.1);
  });

  it('is the identity where scores are right as often as they say', () => {
    const found = fitCalibrator(plantedRows({ temperature: 1, offset: 0, slopeTop: 1, slopeRest: 1 }, 40_000, 3), 'slope')!;
    expect(Math.abs(found.offset)).toBeLessThan(0.05);
    expect(Math.abs(found.slopeTop - 1)).toBeLessThan(0.05);
  });

  it('counts a row of weight 2 as two rows, and one of weight 0 as none', () => {
    const rows = formulaRows();
    const copies = [...rows.weight].flatMap((weight, i) => new Array<number>(weight).fill(i));
    const again = {
      logRest: Float64Array.from(copies, (i) => rows.logRest[i]!),
      right: Uint8Array.from(copies, (i) => rows.right[i]!),
      rarity: null,
      weight: new Float64Array(copies.length).fill(1),
      part: Uint8Array.from(copies, (i) => rows.part[i]!),
    };
    expect(fitCalibrator(again, 'beta')!.slopeTop).toBeCloseTo(fitCalibrator(rows, 'beta')!.slopeTop, 9);
    const without = fitCalibrator(rows, 'beta', 2);
    const zero = { ...rows, weight: rows.weight.map((weight, i) => (rows.part[i] === 2 ? 0 : weight)) };
    expect(fitCalibrator(zero, 'beta')).toEqual(without);
  });

  it('has no negative slope: scores that mislead say the mean', () => {
    const rows = formulaRows();
    const misled = { ...rows, right: rows.right.map((right) => 1 - right) };
    const share = misled.right.reduce((sum, right, i) => sum + right * rows.weight[i]!, 0) / rows.weight.reduce((a, b) => a + b, 0);
    for (const form of ['slope', 'beta'] as const) {
      const found = fitCalibrator(misled, form)!;
      expect([found.slopeTop, found.slopeRest]).toEqual([0, 0]);
      expect(calibratedTop(found, 1)).toBeCloseTo(share, 9);
    }
  });

  it('is none where no finite curve is best', () => {
    const rows = formulaRows();
    expect(fitCalibrator({ ...rows, right: rows.right.map(() => 1) }, 'slope')).toBeNull();
    expect(fitCalibrator({ ...rows, weight: rows.weight.map(() => 0) }, 'slope')).toBeNull();
  });
});

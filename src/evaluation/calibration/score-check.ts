import type { Rng } from '../../core/rng.js';
import { log } from '../../kernels/math.js';
import { type BrierParts, brierParts } from './brier-parts.js';
import { fitCalibrator } from './fit-calibrator.js';

/** Scores beside what came of them. One entry a row. */
export interface CheckedRows {
  /** Probability that the given code is right, as the model says. */
  readonly score: Float64Array;
  /** 1 where it is. */
  readonly right: Uint8Array;
  readonly weight: Float64Array;
  /** Rows with equal numbers are one group: they are right or wrong together. */
  readonly group: Uint32Array;
}

/** How far scores are from being what they say, and what of that chance alone would do. */
export interface ScoreCheck extends ScoreGap {
  /** Mean over ten bins of equal row count of |mean score − share right|, weighted. */
  readonly calibrationError: number;
  /** What that error would be at these scores and this size if every score were true: the mean and the 95 % quantile of simulations. */
  readonly noise: { readonly mean: number; readonly high: number };
  /** Offset and slope of a logistic regression of right on the logit of the score: 0 and 1 where scores are true. Null where none is best. */
  readonly recalibration: { readonly offset: number; readonly slope: number } | null;
  /** Null without rows; absent from runs of earlier releases. */
  readonly brier?: BrierParts | null;
}

/** Mean score against share right. */
export interface ScoreGap {
  readonly rowCount: number;
  readonly meanScore: number;
  readonly shareRight: number;
  /** Of the difference, over groups. */
  readonly standardError: number;
}

const BINS = 10;
const SIMULATIONS = 400;
const HIGH = 0.95;
/** Scores of 0 and 1 have no logit. */
const NEAREST = 1e-12;

/** Checks scores against what came of them. Rows without weight do not count. Draws are from `rng`. Cost: rows · 400. */
export function checkScores(rows: CheckedRows, rng: Rng): ScoreCheck {
  const bins = cutBins(rows);
  const error = (right: (row: number) => number): number => errorOf(rows, bins, right);
  const errors = Float64Array.from({ length: SIMULATIONS }, () => {
    const drawn = rows.score.map((score) => (rng.nextFloat() < score ? 1 : 0));
    return error((row) => drawn[row]!);
  }).sort((a, b) => a - b);
  return {
    ...gapOf(rows),
    calibrationError: error((row) => rows.right[row]!),
    noise: { mean: errors.reduce((sum, each) => sum + each, 0) / SIMULATIONS, high: errors[Math.ceil(HIGH * SIMULATIONS) - 1]! },
    recalibration: recalibrate(rows),
    brier: brierParts(rows),
  };
}

/** The difference of mean score and share right; all 0 without rows. The standard error sums by group: √(Σ_g (Σ_i w·(score − right − gap))²) / Σ w. */
export function gapOf({ score, right, weight, group }: CheckedRows): ScoreGap {
  let total = 0;
  let scores = 0;
  let rights = 0;
  let rowCount = 0;
  weight.forEach((w, i) => {
    if (w > 0) rowCount++;
    total += w;
    scores += w * score[i]!;
    rights += w * right[i]!;
  });
  if (total === 0) return { rowCount: 0, meanScore: 0, shareRight: 0, standardError: 0 };
  const gap = (scores - rights) / total;
  const byGroup = new Map<number, number>();
  weight.forEach((w, i) => {
    byGroup.set(group[i]!, (byGroup.get(group[i]!) ?? 0) + w * (score[i]! - right[i]! - gap));
  });
  let squares = 0;
  for (const sum of byGroup.values()) squares += sum * sum;
  return { rowCount, meanScore: scores / total, shareRight: rights / total, standardError: Math.sqrt(squares) / total };
}

/** Rows by score, cut where their number reaches each tenth. */
function cutBins({ score, weight }: CheckedRows): readonly Uint32Array[] {
  const order = Uint32Array.from([...score.keys()].filter((row) => weight[row]! > 0)).sort((a, b) => score[a]! - score[b]! || a - b);
  const count = Math.min(BINS, order.length);
  return Array.from({ length: count }, (_, bin) =>
    order.subarray(Math.floor((bin * order.length) / count), Math.floor(((bin + 1) * order.length) / count)),
  );
}

function errorOf({ score, weight }: CheckedRows, bins: readonly Uint32Array[], right: (row: number) => number): number {
  let total = 0;
  let error = 0;
  for (const rows of bins) {
    let excess = 0;
    for (const row of rows) {
      excess += weight[row]! * (score[row]! - right(row));
      total += weight[row]!;
    }
    error += Math.abs(excess);
  }
  return total === 0 ? 0 : error / total;
}

function recalibrate({ score, right, weight }: CheckedRows): ScoreCheck['recalibration'] {
  const logRest = score.map((each) => {
    const bounded = Math.min(1 - NEAREST, Math.max(NEAREST, each));
    return log(1 - bounded) - log(bounded);
  });
  const found = fitCalibrator({ logRest, right, rarity: null, weight, part: new Uint8Array(score.length) }, 'slope');
  return found && { offset: found.offset, slope: found.slopeTop };
}

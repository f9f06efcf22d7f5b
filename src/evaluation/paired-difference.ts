import type { Rng } from '../core/rng.js';
import { type CodeCounts, countCodes } from '../ml/code-counts.js';
import type { CodeFigure } from './figures/figure.js';
import { designEffect, effectiveSize, shareOfUnit } from './intervals/effective-size.js';
import { quantile, wilsonInterval } from './intervals/interval-forms.js';
import { FEW_UNITS, replicatesFor } from './intervals/intervals.js';
import { resample } from './intervals/resampling.js';
import { unitValue } from './intervals/resampling-shares.js';
import { type ResampledRows, type ResamplingUnits, resamplingUnits } from './intervals/resampling-units.js';

/** A figure of two models on the same rows, and bounds of its difference. */
export interface PairedDifference {
  readonly candidate: number;
  readonly champion: number;
  /** Candidate minus champion. */
  readonly difference: number;
  /** One-sided: the difference is above it with the confidence asked for. */
  readonly lowerBound: number;
  /** Two-sided, with the same confidence. */
  readonly low: number;
  readonly high: number;
  /** Units (rows of one group with one code) that one model gets right and the other does not. */
  readonly discordantUnits: number;
}

/**
 * The difference of a figure between two models on the same rows (`predicted[0]` is the candidate, `predicted[1]` the
 * champion), for new rows of the same codes in the same numbers. Both are drawn together, so that what they share cancels.
 * With d the difference, d* that of the replicates and δ the design effect of d:
 *
 *   lower bound = d − √δ·(Q(confidence) − mean d*)
 *   interval    = [d − √δ·(Q(1 − α/2) − mean d*), d − √δ·(Q(α/2) − mean d*)],   α = 1 − confidence
 *
 * With fewer than ten discordant units the bounds of the two discordant shares p (candidate alone right) and q (champion
 * alone right) are Wilson's, and combined as if independent: d − √((p − l_p)² + (u_q − q)²) and
 * d + √((u_p − p)² + (q − l_q)²) (Newcombe 1998, Stat. Med. 17, 873–890). Two models that never differ thus get a bound
 * that rows can narrow, not a certainty.
 */
export function pairedDifference(rows: ResampledRows, figure: CodeFigure, confidence: number, rng: Rng, asked?: number): PairedDifference {
  const compute = (counts: CodeCounts): number => figure.compute(counts, 'with-support');
  const values = rows.predicted.map((predicted) => compute(countCodes(rows.label, predicted, rows.weight, rows.classCount)));
  const [candidate, champion] = values as [number, number];
  const units = resamplingUnits(rows);
  const discordantUnits = countDiscordant(units);
  const difference = candidate - champion;
  const known = { candidate, champion, difference, discordantUnits };
  if (discordantUnits < FEW_UNITS) return { ...known, ...fewDiscordant(units, figure, difference, confidence) };

  const replicateCount = asked ?? replicatesFor(units.unitStratum.length);
  const replicates: number[] = [];
  resample(units, replicateCount, rng, ([a, b]) => replicates.push(compute(a!) - compute(b!)));
  const sorted = Float64Array.from(replicates).sort();
  const mean = replicates.reduce((sum, replicate) => sum + replicate / replicateCount, 0);
  const spread = Math.sqrt(designEffect(rows));
  const bound = (share: number): number => Math.min(1, Math.max(-1, difference - spread * (quantile(sorted, share) - mean)));
  const tail = (1 - confidence) / 2;
  return { ...known, lowerBound: bound(confidence), low: bound(1 - tail), high: bound(tail) };
}

function countDiscordant(units: ResamplingUnits): number {
  let count = 0;
  for (let unit = 0; unit < units.unitStratum.length; unit++) if (unitValue(units, unit) !== 0) count++;
  return count;
}

function fewDiscordant(
  units: ResamplingUnits,
  { sharedBy }: CodeFigure,
  difference: number,
  confidence: number,
): Pick<PairedDifference, 'lowerBound' | 'low' | 'high'> {
  const size = effectiveSize(units, sharedBy);
  const { p, q } = discordantShares(units, sharedBy);
  const below = (level: number): number => {
    const candidateShort = p - wilsonInterval(p, size, level)[0];
    const championOver = wilsonInterval(q, size, level)[1] - q;
    return Math.max(-1, difference - Math.sqrt(candidateShort * candidateShort + championOver * championOver));
  };
  const above = (level: number): number => {
    const candidateOver = wilsonInterval(p, size, level)[1] - p;
    const championShort = q - wilsonInterval(q, size, level)[0];
    return Math.min(1, difference + Math.sqrt(candidateOver * candidateOver + championShort * championShort));
  };
  return { lowerBound: below(2 * confidence - 1), low: below(confidence), high: above(confidence) };
}

/** Shares of the figure on which only one model is right. */
function discordantShares(units: ResamplingUnits, sharedBy: CodeFigure['sharedBy']): { readonly p: number; readonly q: number } {
  let p = 0;
  let q = 0;
  let total = 0;
  for (let unit = 0; unit < units.unitStratum.length; unit++) {
    const share = shareOfUnit(units, unit, sharedBy);
    const value = unitValue(units, unit);
    total += share;
    if (value > 0) p += share * value;
    if (value < 0) q -= share * value;
  }
  return { p: p / total, q: q / total };
}

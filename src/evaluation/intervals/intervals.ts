import type { Rng } from '../../core/rng.js';
import { countCodes, type SummaryMetrics, summarise } from '../../ml/code-counts.js';
import { designEffect, effectiveSizes, informativeUnits } from './effective-size.js';
import { centredInterval, wilsonInterval } from './interval-forms.js';
import { resample } from './resampling.js';
import { type ResampledRows, resamplingUnits } from './resampling-units.js';

/** Shape of `Interval` in artifacts/evaluation.ts. */
export interface FigureInterval {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly estimand: string;
  readonly unit: 'group';
}

/** The figures that get an interval. */
export type IntervalFigure = 'accuracy' | 'macroF1' | 'weightedF1';

const ESTIMANDS: Readonly<Record<IntervalFigure, string>> = {
  accuracy: 'expected accuracy at the given supports',
  macroF1: 'expected macro F1 at the given supports',
  weightedF1: 'expected weighted F1 at the given supports',
};

/** Replicates drawn for an interval: 1,000, beyond 20,000 units fewer, but 200 at least. */
export function replicatesFor(unitCount: number): number {
  return Math.min(1000, Math.max(200, Math.floor(20_000_000 / unitCount)));
}

/** Below so many wrong (or right) units a replicate cannot show the variance, and Wilson's interval is taken. */
export const FEW_UNITS = 10;

/**
 * Intervals of one model's figures, for new rows drawn from the same codes in the same numbers. With θ̂ the figure of the
 * rows, F* the figures of the replicates and δ the design effect:
 *
 *   [θ̂ − √δ·(Q(1 − α/2) − mean F*), θ̂ − √δ·(Q(α/2) − mean F*)],   Q quantiles of F*
 *
 * θ̂ is unbiased for its own expectation, so only the spread of F* is used, never its level, which shrinking moves. How a
 * replicate is drawn stands at `resample`, why small codes borrow at `ownShares`. δ (at least 1) covers groups that hold
 * several codes, which are drawn a code at a time. With fewer than ten wrong or ten right units the interval is Wilson's
 * for θ̂ and the effective size of the figure. Cut to [0, 1], where the figures lie.
 */
export function figureIntervals(
  rows: ResampledRows,
  confidence: number,
  rng: Rng,
  replicateCount?: number,
): Readonly<Record<IntervalFigure, FigureInterval>> {
  const units = resamplingUnits(rows);
  const figures = summarise(countCodes(rows.label, rows.predicted[0]!, rows.weight, rows.classCount));
  const { right, wrong } = informativeUnits(units);
  const few = Math.min(right, wrong) < FEW_UNITS;
  const replicates = few ? [] : drawFigures(units, replicateCount ?? replicatesFor(units.unitStratum.length), rng);
  const sizes = effectiveSizes(units);
  const spread = Math.sqrt(designEffect(rows));
  const interval = (figure: IntervalFigure): FigureInterval => {
    const [low, high] = few
      ? wilsonInterval(figures[figure], sizes[figure], confidence)
      : centredInterval(
          figures[figure],
          replicates.map((drawn) => drawn[figure]),
          spread,
          confidence,
        );
    return { low: Math.max(0, low), high: Math.min(1, high), confidence, estimand: ESTIMANDS[figure], unit: 'group' };
  };
  return { accuracy: interval('accuracy'), macroF1: interval('macroF1'), weightedF1: interval('weightedF1') };
}

function drawFigures(units: ReturnType<typeof resamplingUnits>, replicateCount: number, rng: Rng): SummaryMetrics[] {
  const replicates: SummaryMetrics[] = [];
  resample(units, replicateCount, rng, ([counts]) => replicates.push(summarise(counts!)));
  return replicates;
}

import type { Rng } from '../../core/rng.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { countCodes } from '../../ml/code-counts.js';
import type { CodeFigure, Figure } from '../figures/figure.js';
import { FIGURES, type IntervalName } from '../figures/figures.js';
import { designEffect, effectiveSize, informativeUnits } from './effective-size.js';
import type { Interval, RowsMeant } from './interval.js';
import { centredInterval, wilsonInterval } from './interval-forms.js';
import { resample } from './resampling.js';
import { type ResampledRows, type ResamplingUnits, resamplingUnits } from './resampling-units.js';

/** Replicates drawn for an interval: 1,000, beyond 20,000 units fewer, but 200 at least. */
export function replicatesFor(unitCount: number): number {
  return Math.min(1000, Math.max(200, Math.floor(20_000_000 / unitCount)));
}

/** The interval of each figure that has one. */
export type FigureIntervals = Readonly<Record<IntervalName, Interval>>;

/** Below so many wrong (or right) units a replicate cannot show the variance, and Wilson's interval is taken. */
export const FEW_UNITS = 10;

interface IntervalOptions {
  readonly figures?: readonly Figure[];
  readonly replicateCount?: number;
  /** For the name of the estimand: the weights of the rows must be made for it. */
  readonly rowsMeant?: RowsMeant;
}

/**
 * Intervals of one model's figures, for new rows drawn from the same codes in the same numbers. With θ̂ the figure of the
 * rows, F* the figures of the replicates and δ the design effect:
 *
 *   [θ̂ − √δ·(Q(1 − α/2) − mean F*), θ̂ − √δ·(Q(α/2) − mean F*)],   Q quantiles of F*
 *
 * θ̂ is unbiased for its own expectation, so only the spread of F* is used, never its level, which shrinking moves. How a
 * replicate is drawn stands at `resample`, why small codes borrow at `ownShares`. δ (at least 1) covers groups that hold
 * several codes, which are drawn a code at a time. With fewer than ten wrong or ten right units the interval is Wilson's
 * for θ̂ and the effective size of the figure, moved to where the figure lies: from its lowest value to 1. Cut to that too.
 */
export function figureIntervals(
  rows: ResampledRows,
  confidence: number,
  rng: Rng,
  { figures = FIGURES, replicateCount, rowsMeant = 'at the given supports' }: IntervalOptions = {},
): FigureIntervals {
  const resampled = withOwnInterval(figures);
  const units = resamplingUnits(rows);
  const counts = countCodes(rows.label, rows.predicted, rows.weight, rows.classCount);
  const { right, wrong } = informativeUnits(units);
  const few = Math.min(right, wrong) < FEW_UNITS;
  const replicates = few ? [] : drawFigures(resampled, units, replicateCount ?? replicatesFor(units.unitStratum.length), rng);
  const spread = Math.sqrt(designEffect(rows));
  const intervals = resampled.map(({ figure, estimand }, i): readonly [string, Interval] => {
    const value = figure.compute(counts, 'with-support');
    const lowest = figure.lowest ?? 0;
    const [low, high] = few
      ? wilsonBetween(lowest, value, effectiveSize(units, figure.sharedBy), confidence)
      : centredInterval(value, replicates[i]!, spread, confidence);
    return [figure.name, { low: Math.max(lowest, low), high: Math.min(1, high), confidence, estimand: `${estimand} ${rowsMeant}`, unit: 'group' }];
  });
  // The list names every figure of `IntervalName`, whatever it names besides.
  return Object.fromEntries(intervals) as FigureIntervals;
}

/** Wilson's interval of a value between `lowest` and 1. */
function wilsonBetween(lowest: number, value: number, size: number, confidence: number): readonly [number, number] {
  if (lowest === 0) return wilsonInterval(value, size, confidence);
  const width = 1 - lowest;
  const [low, high] = wilsonInterval((value - lowest) / width, size, confidence);
  return [lowest + width * low, lowest + width * high];
}

interface Resampled {
  readonly figure: CodeFigure;
  readonly estimand: string;
}

/** Figures with an interval of their own, in bytewise order of name. */
function withOwnInterval(figures: readonly Figure[]): Resampled[] {
  return figures
    .flatMap((figure) => {
      if (figure.over !== 'given-codes' || figure.interval === null || !('estimand' in figure.interval)) return [];
      return [{ figure, estimand: figure.interval.estimand }];
    })
    .sort((a, b) => compareUtf8(a.figure.name, b.figure.name));
}

/** The replicates of each figure. */
function drawFigures(resampled: readonly Resampled[], units: ResamplingUnits, replicateCount: number, rng: Rng): number[][] {
  const replicates = resampled.map((): number[] => []);
  resample(units, replicateCount, rng, (counts) => {
    resampled.forEach(({ figure }, i) => {
      replicates[i]!.push(figure.compute(counts, 'with-support'));
    });
  });
  return replicates;
}

import { Rng } from '../../core/rng.js';
import type { Figure } from '../figures/figure.js';
import { FIGURES } from '../figures/figures.js';
import type { RowsMeant } from './interval.js';
import { type FigureIntervals, figureIntervals } from './intervals.js';
import type { ResampledRows } from './resampling-units.js';

/** All that the intervals of one set of rows hang on, as it goes to a worker. */
export interface IntervalsRequest {
  readonly rows: ResampledRows;
  readonly confidence: number;
  /** The draws come from a generator of this seed, forked by these labels. */
  readonly seed: number;
  readonly forks: readonly string[];
  readonly rowsMeant: RowsMeant;
}

/** Draws intervals, here or elsewhere: the same numbers. */
export type IntervalsOf = (request: IntervalsRequest) => Promise<FigureIntervals>;

/** Draws the intervals that are asked for, see `figureIntervals`. */
export function drawIntervals({ rows, confidence, seed, forks, rowsMeant }: IntervalsRequest, figures: readonly Figure[] = FIGURES): FigureIntervals {
  const rng = forks.reduce((from, label) => from.fork(label), Rng.fromSeed(seed));
  return figureIntervals(rows, confidence, rng, { rowsMeant, figures });
}

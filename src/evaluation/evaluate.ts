import { Rng } from '../core/rng.js';
import type { ReliabilityBin } from './calibration/reliability.js';
import type { Figure } from './figures/figure.js';
import { FIGURES, type IntervalName, type Metrics } from './figures/figures.js';
import type { Interval } from './intervals/interval.js';
import { figureIntervals } from './intervals/intervals.js';
import { type ClassFigures, type Judgement, judge } from './judge.js';
import { type JudgedRows, pickJudged } from './judged-rows.js';

/** How much confidence the intervals of an evaluation have. */
export const CONFIDENCE = 0.95;

/** One code in the rows judged. */
export type CodeMetrics = { readonly code: string } & Omit<ClassFigures, 'classIndex'>;

/** Overall figures of a set of rows under both label sets, with intervals. */
export interface OverallFigures {
  /** Label set `with-support`. */
  readonly metrics: Metrics;
  /** Label set `all-codes`. */
  readonly allCodes: Metrics;
  readonly intervals: Readonly<Record<IntervalName, Interval>>;
}

/** All figures of one set of rows (`test`, `validation`, …). */
export interface SuiteFigures extends OverallFigures {
  readonly suite: string;
  /** The same for the rows that are not marked `seen` (`SplitDetails`); only there when some are. */
  readonly unseen?: OverallFigures;
  readonly perCode: readonly CodeMetrics[];
  readonly reliability: readonly ReliabilityBin[];
}

interface EvaluateRequest {
  readonly suite: string;
  /** The code of each class. */
  readonly codes: readonly string[];
  /** The draws of the intervals are forked from it. */
  readonly seed: number;
  /** Places of the rows that are not marked seen; null when no row is. */
  readonly unseen: readonly number[] | null;
}

/** From what a model said about rows to every figure with its interval; again without the rows marked seen, when there are any. */
export function evaluate(rows: JudgedRows, request: EvaluateRequest, figures: readonly Figure[] = FIGURES): SuiteFigures {
  const { suite, codes, unseen } = request;
  const rng = Rng.fromSeed(request.seed).fork(`intervals of ${suite}`);
  const { perClass, reliability, ...overall } = judge(rows, figures);
  return {
    suite,
    ...withIntervals(overall, rows, rng, figures),
    ...(unseen === null ? {} : { unseen: evaluateUnseen(pickJudged(rows, unseen), rng.fork('unseen'), figures) }),
    perCode: perClass.map(({ classIndex, ...ofClass }) => ({ code: codes[classIndex]!, ...ofClass })),
    reliability,
  };
}

function evaluateUnseen(rows: JudgedRows, rng: Rng, figures: readonly Figure[]): OverallFigures {
  return withIntervals(judge(rows, figures), rows, rng, figures);
}

function withIntervals(
  { withSupport, allCodes }: Pick<Judgement, 'withSupport' | 'allCodes'>,
  rows: JudgedRows,
  rng: Rng,
  figures: readonly Figure[],
): OverallFigures {
  const intervals = figureIntervals({ ...rows, predicted: [rows.predicted] }, CONFIDENCE, rng, { figures });
  return { metrics: withSupport, allCodes, intervals };
}

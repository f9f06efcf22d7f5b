import { unreachable } from '../../core/unreachable.js';
import type { CodeCounts } from '../../ml/code-counts.js';
import type { ReliabilityBin } from '../calibration/reliability.js';
import type { Interval } from '../intervals/interval.js';
import type { JudgedRows } from '../judged-rows.js';

/**
 * Which codes a mean over codes runs over: codes with support in the rows judged, or every code that occurs in any row of
 * the run, whatever its role.
 */
export type LabelSet = 'with-support' | 'all-codes';

/**
 * One figure of judged rows: everything that is known of it. Its formula stands above it, in its own file; the list in
 * figures.ts is what JSON, tables, pages and comparisons read. Without rows every figure is 0.
 */
export type Figure = CodeFigure | RowFigure | BinFigure;

/** Of the code given to each row, and nothing else: so it can be resampled, and two models compared by it. From 0 (or `lowest`) to 1. */
export interface CodeFigure extends Described {
  readonly over: 'given-codes';
  /** Whether it is a mean over codes, so that the two label sets give two figures. */
  readonly differsByLabelSet: boolean;
  readonly compute: (counts: CodeCounts, labelSet: LabelSet) => number;
  /** How the rows share it: each by its weight, or each code alike and then its rows by weight. */
  readonly sharedBy: 'weight' | 'code';
  /** What its interval is an interval of, over codes with support, without the rows it is for (`RowsMeant`); or the figure that it always equals; or no interval. */
  readonly interval: { readonly estimand: string } | { readonly sameAs: string } | null;
  /** The least that it can be; 0 when left out. */
  readonly lowest?: number;
  /** Two models are not compared by it: no gate was tried with it. */
  readonly compares?: false;
  /** Its place in the page's table of means: how codes are averaged, and what of them. */
  readonly mean?: { readonly kind: MeanKind; readonly of: MeanOf };
}

/** How figures of codes become one: each code alike, each by its support, or all rows thrown together. */
export const MEAN_KINDS = ['macro', 'weighted', 'micro'] as const;
export type MeanKind = (typeof MEAN_KINDS)[number];

/** What of each code is averaged. */
export const MEANS_OF = ['precision', 'recall', 'F1'] as const;
export type MeanOf = (typeof MEANS_OF)[number];

/** Of what was said about each row: ranks and probabilities too. */
export interface RowFigure extends Described {
  readonly over: 'rows';
  readonly compute: (rows: JudgedRows) => number;
}

/** Of the rows in bins of rising score. */
export interface BinFigure extends Described {
  readonly over: 'score-bins';
  readonly compute: (bins: readonly ReliabilityBin[]) => number;
}

interface Described {
  /** Its key in JSON, and `metric` in metrics.parquet. */
  readonly name: string;
  /** Its name for people, as it stands within a sentence. */
  readonly label: string;
  /** How it is written: a share of 1, a number of any size, or a count. */
  readonly format: 'score' | 'number' | 'count';
  /** Its card on the report page; null for a number that JSON alone has and sentences mention: it is in no table either. */
  readonly card: Card | null;
}

/**
 * A large card shows the interval, a small one what the figure says. Cards of a size stand in the order of their places. What has
 * no card of its own may have a cell in the table of means.
 */
export type Card =
  | { readonly size: 'large'; readonly place: number }
  | { readonly size: 'small'; readonly place: number; readonly note: string }
  | { readonly size: 'cell' };

/** What figures are computed of. */
export interface Tally {
  readonly rows: JudgedRows;
  readonly counts: CodeCounts;
  readonly bins: readonly ReliabilityBin[];
}

/** The value of a figure under a label set. */
export function computeFigure(figure: Figure, { rows, counts, bins }: Tally, labelSet: LabelSet): number {
  switch (figure.over) {
    case 'given-codes':
      return figure.compute(counts, labelSet);
    case 'rows':
      return figure.compute(rows);
    case 'score-bins':
      return figure.compute(bins);
    default:
      return unreachable(figure);
  }
}

/** The interval of a figure under a label set, among those by name; undefined when it has none there. */
export function intervalOf(figure: Figure, labelSet: LabelSet, intervals: Readonly<Record<string, Interval>>): Interval | undefined {
  if (figure.over !== 'given-codes' || figure.interval === null) return undefined;
  if (figure.differsByLabelSet && labelSet !== 'with-support') return undefined;
  return intervals['sameAs' in figure.interval ? figure.interval.sameAs : figure.name];
}

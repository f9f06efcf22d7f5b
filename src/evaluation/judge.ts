import { type CodeCounts, countCodes, f1Of } from '../ml/code-counts.js';
import { type ReliabilityBin, reliabilityBins } from './calibration/reliability.js';
import { computeFigure, type Figure, type LabelSet, type Tally } from './figures/figure.js';
import { FIGURES, type Metrics } from './figures/figures.js';
import type { JudgedRows } from './judged-rows.js';

/** Figures of one class; support and predicted are weights of rows. Precision, recall and F1 are 0 where they are not defined. */
export interface ClassFigures {
  readonly classIndex: number;
  /** Weight of the rows with this class. */
  readonly support: number;
  /** Weight of the rows that were given this class. */
  readonly predicted: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** All that `judge` finds. */
export interface Judgement {
  readonly counts: CodeCounts;
  readonly withSupport: Metrics;
  readonly allCodes: Metrics;
  /** Classes that occur or are given, in order. */
  readonly perClass: readonly ClassFigures[];
  readonly reliability: readonly ReliabilityBin[];
}

/** Every figure of the list, under both label sets, and those of each class. Sums run in row order. Cost: rows · ln(rows), for the bins. */
export function judge(rows: JudgedRows, figures: readonly Figure[] = FIGURES): Judgement {
  const counts = countCodes(rows.label, rows.predicted, rows.weight, rows.classCount);
  const bins = reliabilityBins(rows);
  const tally = { rows, counts, bins };
  return {
    counts,
    withSupport: metricsOf(tally, 'with-support', figures),
    allCodes: metricsOf(tally, 'all-codes', figures),
    perClass: describeClasses(counts),
    reliability: bins,
  };
}

function metricsOf(tally: Tally, labelSet: LabelSet, figures: readonly Figure[]): Metrics {
  const { counts, rows } = tally;
  const valuesOver = (over: Figure['over']): Record<string, number> =>
    Object.fromEntries(figures.filter((figure) => figure.over === over).map((figure) => [figure.name, computeFigure(figure, tally, labelSet)]));
  const supported = counts.support.reduce((count, support) => count + (support > 0 ? 1 : 0), 0);
  return {
    labelSet,
    codeCount: labelSet === 'with-support' ? supported : rows.classCount,
    ...valuesOver('given-codes'),
    ...valuesOver('rows'),
    rowCount: rows.label.length,
    ...valuesOver('score-bins'),
    // The list names every figure of `Metrics`, whatever it names besides.
  } as unknown as Metrics;
}

function describeClasses(counts: CodeCounts): ClassFigures[] {
  const described: ClassFigures[] = [];
  for (let classIndex = 0; classIndex < counts.support.length; classIndex++) {
    const support = counts.support[classIndex]!;
    const predicted = counts.predicted[classIndex]!;
    const right = counts.right[classIndex]!;
    if (support === 0 && predicted === 0) continue;
    described.push({
      classIndex,
      support,
      predicted,
      precision: ratio(right, predicted),
      recall: ratio(right, support),
      f1: f1Of(counts, classIndex),
    });
  }
  return described;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

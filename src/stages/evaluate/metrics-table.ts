import type { Evaluation, Interval, Metrics, OverallFigures } from '../../artifacts/evaluation.js';
import type { Cell, Column } from '../../engine/table-files.js';

const FIGURES = ['macroF1', 'microF1', 'weightedF1', 'accuracy', 'top5', 'logLoss', 'ece', 'brier'] as const satisfies readonly (keyof Metrics)[];
const CODE_FIGURES = ['precision', 'recall', 'f1'] as const;

interface Line {
  readonly suite: string;
  readonly labelSet: string;
  readonly metric: string;
  readonly code: string | null;
  readonly value: number;
  readonly interval?: Interval | undefined;
  readonly support: number;
}

/**
 * The evaluation as a long table, a row a figure: first the overall ones under both label sets (code null; support is the row
 * count), then those of each code (support is the weight of its rows; label set `all-codes` for a code without support).
 * Figures without the rows marked seen, where there are such rows, are a suite of their own: `test-unseen`.
 */
export function metricsTable(evaluation: Evaluation): Column[] {
  const { suite, unseen } = evaluation;
  const lines = [...overall(suite, evaluation), ...(unseen === undefined ? [] : overall(`${suite}-unseen`, unseen)), ...byCode(evaluation)];
  const column = (name: string, type: Column['type'], cell: (line: Line) => Cell): Column => ({ name, type, values: lines.map(cell) });
  return [
    column('suite', 'VARCHAR', (line) => line.suite),
    column('labelSet', 'VARCHAR', (line) => line.labelSet),
    column('metric', 'VARCHAR', (line) => line.metric),
    column('code', 'VARCHAR', (line) => line.code),
    column('value', 'DOUBLE', (line) => line.value),
    column('low', 'DOUBLE', (line) => line.interval?.low ?? null),
    column('high', 'DOUBLE', (line) => line.interval?.high ?? null),
    column('confidence', 'DOUBLE', (line) => line.interval?.confidence ?? null),
    column('support', 'DOUBLE', (line) => line.support),
  ];
}

function overall(suite: string, { metrics, allCodes, intervals }: OverallFigures): Line[] {
  return [metrics, allCodes].flatMap((figures) => linesOf(suite, figures, intervals));
}

function linesOf(suite: string, metrics: Metrics, intervals: OverallFigures['intervals']): Line[] {
  return FIGURES.map((metric) => ({
    suite,
    labelSet: metrics.labelSet,
    metric,
    code: null,
    value: metrics[metric],
    interval: intervalOf(intervals, metric, metrics.labelSet),
    support: metrics.rowCount,
  }));
}

/** The interval of macro F1 is that of the codes with support; micro F1 is accuracy. */
function intervalOf(intervals: Evaluation['intervals'], metric: (typeof FIGURES)[number], labelSet: string): Interval | undefined {
  if (metric === 'macroF1') return labelSet === 'with-support' ? intervals.macroF1 : undefined;
  if (metric === 'microF1' || metric === 'accuracy') return intervals.accuracy;
  return metric === 'weightedF1' ? intervals.weightedF1 : undefined;
}

function byCode({ suite, perCode }: Evaluation): Line[] {
  return perCode.flatMap((line) =>
    CODE_FIGURES.map((metric) => ({
      suite,
      labelSet: line.support > 0 ? 'with-support' : 'all-codes',
      metric,
      code: line.code,
      value: line[metric],
      support: line.support,
    })),
  );
}

import type { Cell, Column } from '../../engine/table-files.js';
import type { Bounds } from '../../evaluation/codes/code-intervals.js';
import type { HierarchyFigures } from '../../evaluation/codes/level-figures.js';
import { CONFIDENCE, type OverallFigures, type SuiteFigures } from '../../evaluation/evaluate.js';
import { type Figure, intervalOf } from '../../evaluation/figures/figure.js';
import { FIGURES, figureValue, type Metrics } from '../../evaluation/figures/figures.js';
import type { Interval } from '../../evaluation/intervals/interval.js';

const CODE_FIGURES = ['precision', 'recall', 'f1'] as const;

interface Line {
  readonly suite: string;
  readonly labelSet: string;
  readonly metric: string;
  readonly code: string | null;
  readonly value: number;
  readonly interval?: Pick<Interval, 'low' | 'high' | 'confidence'> | undefined;
  readonly support: number;
}

/**
 * The evaluation as a long table, a row a figure: first the overall ones under both label sets (code null; support is the row
 * count), then those of each level of the codebook (label set `level-1` is the top; the hierarchical ones `ancestors`), then those of
 * each code (support is the weight of its rows; label set `all-codes` for a code without support).
 * Several evaluations follow each other.
 * Figures without the rows marked seen, where there are such rows, are a suite of their own: `test-unseen`; those weighted to stand for
 * rows as they come another: `test-as-they-come`.
 */
export function metricsTable(evaluations: readonly SuiteFigures[], figures: readonly Figure[] = FIGURES): Column[] {
  const lines = evaluations.flatMap((evaluation) => linesOf(evaluation, figures));
  const column = (name: string, type: Column['type'], cell: (line: Line) => Cell): Column => ({ name, type, values: lines.map(cell) });
  return [
    column('suite', 'text', (line) => line.suite),
    column('labelSet', 'text', (line) => line.labelSet),
    column('metric', 'text', (line) => line.metric),
    column('code', 'text', (line) => line.code),
    column('value', 'float64', (line) => line.value),
    column('low', 'float64', (line) => line.interval?.low ?? null),
    column('high', 'float64', (line) => line.interval?.high ?? null),
    column('confidence', 'float64', (line) => line.interval?.confidence ?? null),
    column('support', 'float64', (line) => line.support),
  ];
}

function linesOf(evaluation: SuiteFigures, figures: readonly Figure[]): Line[] {
  const { suite, unseen, asTheyCome } = evaluation;
  return [
    ...overall(suite, evaluation, figures),
    ...(unseen === undefined ? [] : overall(`${suite}-unseen`, unseen, figures)),
    ...(asTheyCome.kind === 'none' ? [] : overall(`${suite}-as-they-come`, asTheyCome, figures)),
    ...byLevel(evaluation),
    ...byCode(evaluation),
  ];
}

function overall(suite: string, { metrics, allCodes, intervals }: OverallFigures, figures: readonly Figure[]): Line[] {
  const shown = figures.filter(({ card }) => card !== null);
  const linesOf = (values: Metrics): Line[] =>
    shown.map((figure) => ({
      suite,
      labelSet: values.labelSet,
      metric: figure.name,
      code: null,
      value: figureValue(values, figure),
      interval: intervalOf(figure, values.labelSet, intervals),
      support: values.rowCount,
    }));
  return [metrics, allCodes].flatMap(linesOf);
}

const HIERARCHICAL = ['hierarchicalPrecision', 'hierarchicalRecall', 'hierarchicalF1'] as const satisfies readonly (keyof HierarchyFigures)[];

function byLevel({ suite, hierarchy, metrics }: SuiteFigures): Line[] {
  if (hierarchy === null) return [];
  const line = (labelSet: string, metric: string, value: number): Line => ({ suite, labelSet, metric, code: null, value, support: metrics.rowCount });
  const levels = hierarchy.levels.flatMap(({ level, accuracy, accuracyInterval, macroF1 }) => [
    { ...line(`level-${level}`, 'accuracy', accuracy), interval: intervalFrom(accuracyInterval) },
    line(`level-${level}`, 'macroF1', macroF1),
  ]);
  return [...levels, ...HIERARCHICAL.map((name) => line('ancestors', name, hierarchy[name]))];
}

function byCode({ suite, perCode }: SuiteFigures): Line[] {
  return perCode.flatMap((line) =>
    CODE_FIGURES.map((metric) => ({
      suite,
      labelSet: line.support > 0 ? 'with-support' : 'all-codes',
      metric,
      code: line.code,
      value: line[metric],
      interval: intervalFrom(line.intervals[metric]),
      support: line.support,
    })),
  );
}

function intervalFrom(bounds: Bounds | null): Line['interval'] {
  return bounds === null ? undefined : { low: bounds[0], high: bounds[1], confidence: CONFIDENCE };
}

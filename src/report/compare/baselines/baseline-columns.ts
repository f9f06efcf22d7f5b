import type { BaselineRow, RankedSet } from '../../../evaluation/baselines/rank-baselines.js';
import { FIGURES } from '../../../evaluation/figures/figures.js';
import { formatCount, formatDifference, formatFigure, formatNumber, formatScore, formatSpread } from '../../format.js';

/** A column of the table of kinds: its head, and what a row shows. */
export interface BaselineColumn {
  readonly name: string;
  readonly kind: 'text' | 'number';
  readonly show: (row: BaselineRow) => string;
}

/** The table of kinds, the same in a terminal, in Markdown and on the page. */
export function baselineColumns({ metric }: Pick<RankedSet, 'metric'>): readonly BaselineColumn[] {
  return [
    { name: 'estimator', kind: 'text', show: ({ estimator }) => estimator },
    { name: 'trials', kind: 'number', show: ({ trialCount }) => formatCount(trialCount) },
    { name: `validation ${labelOf(metric)}`, kind: 'number', show: ({ validation }) => formatScore(validation) },
    { name: 'macro F1', kind: 'text', show: (row) => withInterval(row, 'macroF1') },
    { name: 'accuracy', kind: 'text', show: (row) => withInterval(row, 'accuracy') },
    { name: `${labelOf(metric)} − best's`, kind: 'text', show: ({ toBest }) => (toBest === null ? 'best by validation' : difference(toBest)) },
    { name: 'p (Holm)', kind: 'number', show: ({ toBest }) => (toBest === null ? '–' : formatP(toBest.holmPValue)) },
    { name: 'log loss', kind: 'number', show: ({ metrics }) => formatScore(metrics.logLoss) },
    { name: 'ECE', kind: 'number', show: ({ metrics }) => formatScore(metrics.ece) },
    { name: 'fit CPU s', kind: 'number', show: ({ costs }) => formatNumber(costs.fitCpuSeconds) },
    { name: 'peak MB', kind: 'number', show: ({ costs }) => (costs.peakRssMb === null ? '–' : formatCount(Math.round(costs.peakRssMb))) },
    {
      name: 'texts / CPU s',
      kind: 'number',
      show: ({ costs }) => (costs.textsPerCpuSecond === null ? '–' : formatCount(Math.round(costs.textsPerCpuSecond))),
    },
    { name: 'bundle MB', kind: 'number', show: ({ costs }) => formatNumber(costs.bundleBytes / 1e6) },
    { name: 'over split seeds', kind: 'text', show: overSeeds },
  ];
}

function labelOf(name: string): string {
  return FIGURES.find((figure) => figure.name === name)?.label ?? name;
}

function withInterval({ metrics, intervals }: BaselineRow, name: 'macroF1' | 'accuracy'): string {
  const figure = FIGURES.find((own) => own.name === name);
  const value = figure === undefined ? formatScore(metrics[name]) : formatFigure(figure, metrics[name]);
  const interval = intervals[name];
  return interval === undefined ? value : `${value} [${formatScore(interval.low)}, ${formatScore(interval.high)}]`;
}

function difference({ difference: value, low, high }: NonNullable<BaselineRow['toBest']>): string {
  return `${formatDifference(value)} [${formatDifference(low)}, ${formatDifference(high)}]`;
}

function formatP(p: number): string {
  return p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

function overSeeds({ repeats }: BaselineRow): string {
  if (repeats === null) return '–';
  const { macroF1, accuracy } = repeats.figures;
  const say = ({ mean, deviation }: typeof macroF1): string => `${formatScore(mean)} ± ${formatSpread(deviation)}`;
  return `${repeats.seeds.length}: macro F1 ${say(macroF1)}, accuracy ${say(accuracy)}`;
}

/** What the table means, below it. */
export function baselineNote({ metric, splitDigest, testRowCount }: RankedSet): string {
  return `${formatCount(testRowCount)} test rows, split ${splitDigest.slice(0, 12)}; intervals at 95 %, by group. The difference is paired, in ${labelOf(metric)}, by the gate's bounds (Tango); p is two-sided and corrected for the kinds of this table by Holm's method. Costs: search and final fit, all threads; a dash where work was found done.`;
}

import { FIGURES } from '../../evaluation/figures/figures.js';
import { formatScore } from '../format.js';
import type { Html } from '../page/html.js';
import type { PastFigure, PastRun } from '../run-history.js';
import { axis, axisLabel, drawChart, GRID, MUTED, PAPER, SERIES } from './chart.js';
import { whiskers } from './whiskers.js';

interface Line {
  readonly name: string;
  readonly label: string;
  readonly points: readonly (PastFigure | undefined)[];
}

/** Figures by run, the oldest first, with their intervals; a run whose model was champion at its end has a full dot. */
export function historyChart(runs: readonly PastRun[]): Html {
  const names = [...new Set(runs.flatMap(({ figures }) => figures.map(({ name }) => name)))];
  const lines = names.map((name) => ({ name, label: labelOf(name), points: runs.map(({ figures }) => figures.find((each) => each.name === name)) }));
  const last = (line: Line): string => `${line.label} ${formatScore(line.points.at(-1)?.value ?? null)} last`;
  return drawChart({
    id: 'history-chart',
    title: 'Figures of the test rows, run by run',
    description: `${runs.length} runs: ${lines.map(last).join(', ')}; the table has the numbers.`,
    height: 270,
    width: 880,
    legend: lines.map(({ label }) => label),
    option: () => ({
      grid: GRID,
      xAxis: axis('begin of the run', { type: 'category', data: runs.map(({ run }) => beginOf(run)), splitLine: { show: false } }),
      yAxis: axis('', { type: 'value', scale: true, axisLabel: { color: MUTED, formatter: axisLabel } }),
      series: lines.flatMap((line, index) => [pointsOf(line, runs, index), whiskersOf(line, index)]),
    }),
  });
}

function labelOf(name: string): string {
  return FIGURES.find((figure) => figure.name === name)?.label ?? name;
}

/** `20261130T101852-49a352` began at `11-30 10:18`. */
function beginOf(run: string): string {
  return `${run.slice(4, 6)}-${run.slice(6, 8)} ${run.slice(9, 11)}:${run.slice(11, 13)}`;
}

function pointsOf({ points }: Line, runs: readonly PastRun[], index: number): object {
  const color = SERIES[index % SERIES.length];
  return {
    type: 'line',
    silent: true,
    symbol: 'circle',
    symbolSize: 8,
    lineStyle: { color, width: 2 },
    data: points.map((point, i) => ({
      value: point?.value ?? null,
      itemStyle: { color: runs[i]?.model === runs[i]?.champion ? color : PAPER, borderColor: color, borderWidth: 2, opacity: 1 },
    })),
  };
}

/** A little to the side, so that those of two figures do not cover each other. */
function whiskersOf({ points }: Line, index: number): object {
  const known = points.flatMap((point, i) => (point?.low == null || point.high === null ? [] : [[i, point.low, point.high] as const]));
  return whiskers(known, SERIES[index % SERIES.length] as string, 4 * index);
}

import { formatScore } from '../format.js';
import type { Html } from '../page/html.js';
import { labelOf, namesOf, type PastFigure, type PastRun } from '../run-history.js';
import { axis, axisLabel, drawChart, GRID, MUTED, PAPER, SERIES } from './chart.js';
import { intervalLine, type LinePoint } from './interval-line.js';

interface Line {
  readonly name: string;
  readonly label: string;
  readonly points: readonly (PastFigure | undefined)[];
}

/** Figures by run, the oldest first, with their intervals; a run whose model was champion at its end has a full dot. */
export function historyChart(runs: readonly PastRun[]): Html {
  const lines = namesOf(runs).map((name) => ({
    name,
    label: labelOf(name),
    points: runs.map(({ figures }) => figures.find((each) => each.name === name)),
  }));
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
      series: lines.flatMap(({ points }, index) => {
        const color = SERIES[index % SERIES.length] as string;
        return intervalLine(
          points.map((point, i) => point && dotOf(point, runs[i], color)),
          color,
          4 * index,
        );
      }),
    }),
  });
}

/** `20261130T101852-49a352` began at `11-30 10:18`. */
function beginOf(run: string): string {
  return `${run.slice(4, 6)}-${run.slice(6, 8)} ${run.slice(9, 11)}:${run.slice(11, 13)}`;
}

/** Full where the model was champion at the end of its run. */
function dotOf(point: PastFigure, run: PastRun | undefined, color: string): LinePoint {
  return { ...point, fill: run?.model === run?.champion ? color : PAPER };
}

import type { LearningCurve } from '../../artifacts/evaluation.js';
import { formatCount, formatScore, formatShare } from '../format.js';
import type { Html } from '../page/html.js';
import { axis, axisLabel, drawChart, GRID, MUTED, SERIES } from './chart.js';
import { intervalLine } from './interval-line.js';

const LINES = [
  { name: 'accuracy', label: 'accuracy' },
  { name: 'macroF1', label: 'macro F1' },
] as const;
type Line = (typeof LINES)[number];

/** Test figures with their intervals by the training rows of the fit, a place of the axis each. */
export function curveChart(curve: LearningCurve): Html {
  const say = ({ name, label }: Line): string => `${label} ${curve.map(({ figures }) => formatScore(figures[name].value)).join(', ')}`;
  return drawChart({
    id: 'learning-curve',
    title: 'Test figures by the share of training rows',
    description: `Fits on ${curve.map(({ share }) => formatShare(share)).join(', ')} of the training groups: ${LINES.map(say).join('; ')}.`,
    height: 270,
    legend: LINES.map(({ label }) => label),
    option: () => ({
      grid: GRID,
      xAxis: axis('training rows', { type: 'category', data: curve.map(({ rowCount }) => formatCount(rowCount)), splitLine: { show: false } }),
      yAxis: axis('', { type: 'value', scale: true, axisLabel: { color: MUTED, formatter: axisLabel } }),
      series: LINES.flatMap(({ name }, index) =>
        intervalLine(
          curve.map(({ figures }) => figures[name]),
          SERIES[index] as string,
          4 * index,
        ),
      ),
    }),
  });
}

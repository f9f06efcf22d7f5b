import type { RankedSet } from '../../../evaluation/baselines/rank-baselines.js';
import { axis, axisLabel, drawChart, GRID, MUTED, SERIES } from '../../charts/chart.js';
import type { Html } from '../../page/html.js';

/** Speed against quality: processor seconds of the fit, on a scale of tens, against the metric on the test rows. Null without times. */
export function speedChart({ name, metric, rows }: RankedSet, place: number): Html | null {
  const timed = rows.filter(({ costs }) => (costs.fitCpuSeconds ?? 0) > 0);
  if (timed.length === 0) return null;
  return drawChart({
    id: `speed-${place}`,
    title: 'Speed and quality',
    description: `Processor seconds of the fit against ${metric} on the test rows of ${name}, a point a kind; the table has the numbers.`,
    height: 320,
    legend: timed.map(({ estimator }) => estimator),
    option: () => ({
      grid: GRID,
      xAxis: axis('processor seconds of search and fit', { type: 'log' }),
      yAxis: axis(metric, { type: 'value', nameGap: 40, scale: true, axisLabel: { color: MUTED, formatter: axisLabel } }),
      series: timed.map(({ estimator, costs, metrics }, series) => ({
        type: 'scatter' as const,
        name: estimator,
        silent: true,
        symbolSize: 11,
        itemStyle: { color: SERIES[series % SERIES.length] },
        data: [[costs.fitCpuSeconds as number, metrics[metric]]],
      })),
    }),
  });
}

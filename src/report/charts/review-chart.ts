import type { ReviewState } from '../../evaluation/review/review-states.js';
import type { Html } from '../page/html.js';
import { drawChart, SERIES, shareAxes } from './chart.js';

/** The risk–coverage curve: share reviewed against what is right of the automatic rows, and of all. */
export function reviewChart(states: readonly ReviewState[]): Html {
  const automatic = states.flatMap(({ reviewShare, automaticAccuracy }) => (automaticAccuracy === null ? [] : [[reviewShare, automaticAccuracy]]));
  const whole = states.map(({ reviewShare, wholeAccuracy }) => [reviewShare, wholeAccuracy]);
  const lowest = [...automatic, ...whole].reduce((low, [, right]) => Math.min(low, right as number), 1);
  const line = (name: string, data: readonly (readonly number[])[], color: string, labelOffset: number) => ({
    type: 'line' as const,
    name,
    silent: true,
    symbol: 'circle',
    symbolSize: 6,
    data: data.map((point) => [...point]),
    itemStyle: { color },
    lineStyle: { color, width: 2 },
    endLabel: { show: true, formatter: name, color, distance: -60, offset: [0, labelOffset] },
  });
  return drawChart({
    id: 'review-curve',
    title: 'What review buys',
    description:
      'Share of rows that people look at, lowest scores first, against the share right of the rows that nobody looks at and of all rows; the table beside it has the numbers.',
    height: 300,
    option: () => ({
      ...shareAxes('share of rows that people look at', lowest),
      series: [line('automatic', automatic, SERIES[0] as string, -14), line('all', whole, SERIES[1] as string, 14)],
    }),
  });
}

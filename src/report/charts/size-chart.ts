import { wilsonInterval } from '../../evaluation/intervals/interval-forms.js';
import { formatCount } from '../format.js';
import type { Html } from '../page/html.js';
import type { SizeBand } from '../sections/codes/work-list.js';
import { axis, axisLabel, drawChart, GRID, MUTED, SERIES } from './chart.js';
import { intervalLine, type LinePoint } from './interval-line.js';

const CONFIDENCE = 0.95;

/** Recall of codes by their number of training texts, with Wilson's interval over their test rows; nothing for less than two sizes. */
export function sizeChart(bands: readonly SizeBand[]): Html | null {
  if (bands.length < 2) return null;
  const color = SERIES[0] as string;
  return drawChart({
    id: 'size-curve',
    title: 'Right of the test rows, by the training texts of their code',
    description: `Share of test rows that are right: ${bands.map((band) => `${(100 * band.recall).toFixed(0)} % for codes with ${sizeOf(band)}`).join(', ')} training texts.`,
    height: 250,
    option: () => ({
      grid: GRID,
      xAxis: axis('training texts of the code', { type: 'category', data: bands.map(sizeOf), splitLine: { show: false } }),
      yAxis: axis('share right', { type: 'value', min: 0, max: 1, nameGap: 38, axisLabel: { color: MUTED, formatter: axisLabel } }),
      series: intervalLine(bands.map(pointOf), color),
    }),
  });
}

function pointOf({ recall, testRows }: SizeBand): LinePoint {
  const [low, high] = wilsonInterval(recall, testRows, CONFIDENCE);
  return { value: recall, low, high };
}

/** `1`, `2–3`, `4–7` … */
function sizeOf({ trainRows: [from, to] }: SizeBand): string {
  return from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`;
}

import type { Evaluation } from '../../artifacts/evaluation.js';
import type { PassRecord } from '../../artifacts/fit.js';
import type { Trial, Trials } from '../../artifacts/trials.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import { kindOf } from '../../estimators/kinds.js';
import { formatNumber, formatScore } from '../format.js';
import type { Html } from '../page/html.js';
import { axis, axisLabel, drawChart, GRID, MUTED, PAPER, SERIES, shareAxes } from './chart.js';

/** Rows kept from the highest score down: their share of all rows, and the share of them that is right. */
export interface CoveragePoint {
  readonly coverage: number;
  readonly accuracy: number;
}

/** Mean score against share right: on the diagonal the score is the share of right codes. */
export function reliabilityChart(bins: Evaluation['reliability']): Html {
  const points = bins.filter(({ weight }) => weight > 0).map(({ meanScore, shareRight }) => [meanScore, shareRight]);
  return drawChart({
    id: 'reliability',
    title: 'Reliability: is a score of 0.8 right 8 times in 10?',
    description: `Mean score and share of right codes in ${points.length} bins of equal count; the table beside it has the numbers.`,
    height: 300,
    option: () => ({
      grid: GRID,
      xAxis: axis('mean score of the bin', { type: 'value', min: 0, max: 1, axisLabel: { color: MUTED, formatter: axisLabel } }),
      yAxis: axis('share right', { type: 'value', min: 0, max: 1, nameGap: 38 }),
      series: [
        {
          type: 'line',
          data: [
            [0, 0],
            [1, 1],
          ],
          symbol: 'none',
          silent: true,
          lineStyle: { color: MUTED, type: 'dashed', width: 1 },
        },
        {
          type: 'line',
          data: points,
          silent: true,
          symbol: 'circle',
          symbolSize: 8,
          itemStyle: { color: SERIES[0] },
          lineStyle: { color: SERIES[0], width: 2 },
        },
      ],
    }),
  });
}

/** Rows by falling score: share coded by machine against share right among them. */
export function coverageChart(points: readonly CoveragePoint[], budget: number | null): Html {
  const lowest = points.reduce((low, { accuracy }) => Math.min(low, accuracy), 1);
  const mark = budget === null ? {} : { markLine: lineAt(1 - budget, 'review budget', SERIES[1] as string) };
  return drawChart({
    id: 'coverage',
    title: 'Coverage: how right are the rows that are coded without review?',
    description: 'Share of test rows kept by falling score, against the share of them that is right; the table beside it has the numbers.',
    height: 300,
    option: () => ({
      ...shareAxes('share of rows coded without review', lowest),
      series: [
        {
          type: 'line',
          silent: true,
          symbol: 'circle',
          symbolSize: 8,
          data: points.map(({ coverage, accuracy }) => [coverage, accuracy]),
          itemStyle: { color: SERIES[0] },
          lineStyle: { color: SERIES[0], width: 2 },
          ...mark,
        },
      ],
    }),
  });
}

function lineAt(x: number, name: string, color: string): object {
  return {
    silent: true,
    symbol: 'none',
    precision: 12,
    lineStyle: { color, type: 'dashed' },
    label: { color: MUTED, formatter: name, position: 'end' },
    data: [{ xAxis: x }],
  };
}

/**
 * Validation metric of every trial against the axis of its kind, such as the penalty: one line a combination of the other
 * settings. Shows the kind of the chosen trial; null where that has no such axis.
 */
export function scaleChart({ trials: all, metric, chosen }: Pick<Trials, 'trials' | 'metric' | 'chosen'>): Html | null {
  const best = all.find(({ trial }) => trial === chosen);
  const scale = best === undefined ? null : kindOf(best.settings).settings.scale;
  if (best === undefined || scale === null) return null;
  const trials = all.filter(({ settings }) => settings.estimator === best.settings.estimator);
  const places = [...new Set(trials.map(({ settings }) => scale.of(settings)))].sort((a, b) => a - b);
  const family = ({ variant, settings }: Trial) => [variant, ...scale.family(settings).map(describeFact)].join(' · ');
  const families = [...new Set(trials.map(family))].sort(compareUtf8);
  const score = (trial: Trial) => trial.validation[metric];
  return drawChart({
    id: scale.what,
    title: `Validation ${metric} against the ${scale.what} ${scale.axis}`,
    description: `Validation ${metric} of ${trials.length} trials by ${scale.what}; the table of trials has the numbers.`,
    height: 270,
    legend: families,
    option: () => ({
      grid: GRID,
      xAxis: axis(scale.axis, { type: 'category', data: places.map(formatNumber) }),
      yAxis: axis(`validation ${metric}`, { type: 'value', scale: true, nameGap: 42, axisLabel: { color: MUTED, formatter: axisLabel } }),
      series: [
        ...families.map((name, index) => ({
          type: 'line',
          name,
          silent: true,
          symbol: 'circle',
          symbolSize: 7,
          connectNulls: true,
          itemStyle: { color: SERIES[index % SERIES.length] },
          lineStyle: { color: SERIES[index % SERIES.length], width: 2 },
          data: places.map((place) => {
            const trial = trials.find((one) => scale.of(one.settings) === place && family(one) === name);
            return trial === undefined ? null : score(trial);
          }),
        })),
        ringAround(formatNumber(scale.of(best.settings)), score(best)),
      ],
    }),
  });
}

function describeFact([name, value]: readonly [name: string, value: string | number]): string {
  return `${name} ${typeof value === 'number' ? formatNumber(value) : value}`;
}

function ringAround(x: string, y: number): object {
  return {
    type: 'scatter',
    silent: true,
    symbol: 'circle',
    symbolSize: 16,
    data: [[x, y]],
    itemStyle: { color: 'none', borderColor: MUTED, borderWidth: 2 },
  };
}

/** One number of a fit as a line of a drawing, with its passes from the first on. */
export interface PassLine {
  readonly name: string;
  readonly passes: readonly PassRecord[];
  readonly value: (pass: PassRecord) => number | null;
}

interface PassChart {
  readonly id: string;
  readonly title: string;
  readonly scale: 'value' | 'log';
  /** A pass that a dashed line stands at. */
  readonly mark?: { readonly pass: number; readonly name: string };
}

/** Numbers of every pass, such as objective, loss or a metric; null where no line knows one. */
export function passChart({ id, title, scale, mark }: PassChart, lines: readonly PassLine[]): Html | null {
  const drawn = lines
    .map(({ name, passes, value }) => ({
      name,
      points: passes.map((pass) => [pass.pass, value(pass)] as const).filter(([, y]) => y !== null && (scale === 'value' || y > 0)),
    }))
    .filter(({ points }) => points.length > 0);
  if (drawn.length === 0) return null;
  return drawChart({
    id,
    title,
    description: `${title}: ${drawn.map(({ name, points }) => `${name} ${formatScore(points.at(-1)?.[1] ?? null)} after ${points.length} passes`).join('; ')}.`,
    height: 250,
    legend: drawn.map(({ name }) => name),
    option: () => ({
      grid: { ...GRID, top: 26 },
      xAxis: axis('pass', { type: 'value', minInterval: 1, min: 1, splitLine: { show: false } }),
      yAxis: axis('', { type: scale, logBase: 2, scale: true, axisLabel: { color: MUTED, formatter: axisLabel } }),
      series: drawn.map(({ name, points }, index) => ({
        type: 'line',
        name,
        silent: true,
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: { color: SERIES[index % SERIES.length] },
        lineStyle: { color: SERIES[index % SERIES.length], width: 2 },
        data: points,
        ...(mark === undefined || index > 0 ? {} : { markLine: lineAt(mark.pass, mark.name, MUTED) }),
      })),
    }),
  });
}

/** Candidate minus champion: the estimate with its interval, and the lines that it is judged by. */
export function differenceChart(
  difference: number,
  low: number,
  high: number,
  lines: readonly { readonly at: number; readonly name: string }[],
): Html {
  const all = [difference, low, high, ...lines.map(({ at }) => at)];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const leftmost = Math.min(...lines.map(({ at }) => at));
  const room = (most - least || 0.01) * 0.4;
  return drawChart({
    id: 'difference',
    title: 'Candidate minus champion',
    description: `The difference is ${formatNumber(difference)}, its interval runs from ${formatNumber(low)} to ${formatNumber(high)}.`,
    height: 130,
    option: () => ({
      grid: { left: 18, right: 18, top: 26, bottom: 40 },
      xAxis: axis('', {
        type: 'value',
        min: least - room,
        max: most + room,
        axisLabel: { color: MUTED, formatter: axisLabel, showMinLabel: false, showMaxLabel: false },
      }),
      yAxis: { type: 'value', min: -1, max: 1, show: false },
      series: [
        {
          type: 'line',
          silent: true,
          symbol: 'none',
          data: [
            [low, 0],
            [high, 0],
          ],
          lineStyle: { color: SERIES[0], width: 4 },
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 14,
          data: [[difference, 0]],
          itemStyle: { color: SERIES[0], borderColor: PAPER, borderWidth: 2, opacity: 1 },
          markLine: {
            silent: true,
            symbol: 'none',
            precision: 12,
            lineStyle: { color: MUTED, type: 'dashed' },
            label: { color: MUTED, formatter: '{b}' },
            // Names that lie near each other lean away from each other.
            data: lines.map(({ at, name }) => ({ xAxis: at, name, label: { align: at === leftmost ? 'right' : 'left' } })),
          },
        },
      ],
    }),
  });
}

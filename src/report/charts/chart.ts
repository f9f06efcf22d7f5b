import type { EChartsCoreOption, init as Init } from 'echarts/core';
import { loadLibrary } from '../../core/process/load-library.js';
import { type Html, html, raw } from '../page/html.js';

/** The colour of text. Every colour here is a stand-in that becomes a CSS variable of the page, so that one drawing serves light and dark. */
export const INK = '#010101';
/** The colour of axes and guide lines. */
export const MUTED = '#010102';
/** The colour of what lies behind. */
export const LINE = '#010103';
/** The colour of the page. */
export const PAPER = '#010104';
/** One colour a series; more than eight start again. */
export const SERIES = ['#020101', '#020102', '#020103', '#020104', '#020105', '#020106', '#020107', '#020108'];
/** One colour a range of a figure, from the lowest up. */
export const RANGES = ['#030101', '#030102', '#030103', '#030104'];

const VARIABLES: Readonly<Record<string, string>> = {
  [INK]: '--ink',
  [MUTED]: '--muted',
  [LINE]: '--line',
  [PAPER]: '--paper',
  ...Object.fromEntries(SERIES.map((colour, index) => [colour, `--series-${index + 1}`])),
  ...Object.fromEntries(RANGES.map((colour, index) => [colour, `--range-${index + 1}`])),
};

/** The variable of the page that a colour becomes. */
export function variableOf(colour: string): string {
  return VARIABLES[colour] as string;
}

type ChartWidth = 'wide' | 'narrow';
const PIXELS: Readonly<Record<ChartWidth, number>> = { wide: 560, narrow: 340 };

/** A drawing, and what is said of it in words. */
export interface Chart {
  /** Unique on the page: drawings take the names of their parts from it. */
  readonly id: string;
  readonly title: string;
  /** What a reader who cannot see the drawing should know. */
  readonly description: string;
  readonly height: number;
  /** Pixels of the wide drawing, when that is to fill the page. */
  readonly width?: number;
  /** Names of the series in the order of `SERIES`, as a list below the drawing. */
  readonly legend?: readonly string[];
  readonly option: (width: ChartWidth) => EChartsCoreOption;
}

/** A chart as inline SVG in two widths, of which style sheets show one. The same chart gives the same bytes, always. */
export function drawChart(chart: Chart): Html {
  return html`<figure class="chart${chart.width === undefined ? null : ' broad'}"><figcaption>${chart.title}</figcaption>${(['wide', 'narrow'] as const).map((width) => draw(chart, width))}${legend(chart.legend ?? [])}</figure>`;
}

/** Outside the drawing: the page wraps long names, and knows how wide they are. */
function legend(names: readonly string[]): Html | null {
  if (names.length === 0) return null;
  return html`<ul class="legend">${names.map((name, index) => html`<li style="--series:var(--series-${(index % SERIES.length) + 1})">${name}</li>`)}</ul>`;
}

/** Loads the charting library, which takes a while. It is loaded once, at the latest by the first chart. */
export function loadCharts(): { readonly init: typeof Init } {
  return loadLibrary('echarts') as { readonly init: typeof Init };
}

function draw(chart: Chart, width: ChartWidth): Html {
  const { init } = loadCharts();
  const surface = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: (width === 'wide' ? chart.width : undefined) ?? PIXELS[width],
    height: chart.height,
  });
  try {
    surface.setOption({ animation: false, color: SERIES, textStyle: { fontFamily: 'inherit', color: INK }, ...chart.option(width) });
    const svg = stabilise(surface.renderToSVGString(), `${chart.id}-${width}`);
    return html`<div class="${width}" role="img" aria-label="${chart.description}">${raw(svg)}</div>`;
  } finally {
    surface.dispose();
  }
}

/**
 * The renderer numbers clip paths and classes over the life of the process, and adds hover styles that a printed page has
 * no use for. Attribute values hold no bare quote, so text from outside cannot look like what is replaced here.
 */
function stabilise(svg: string, id: string): string {
  return svg
    .replace(/<style >[\s\S]*?<\/style>\s*/, '')
    .replaceAll(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="visible")/g, '')
    .replaceAll(/(id="|url\(#)zr\d+-c(\d+)/g, `$1${id}-clip-$2`)
    .replaceAll(/(?<=(?:fill|stroke|stop-color)=")#0[123]010\d(?=")/g, (colour) => `var(${variableOf(colour)})`)
    .replace(/^<svg /, '<svg aria-hidden="true" focusable="false" ')
    .replaceAll(/>\s*\n/g, '>');
}

/** An axis in the page's colours. */
export function axis(name: string, options: EChartsCoreOption = {}): EChartsCoreOption {
  return {
    name,
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: { color: MUTED },
    axisLabel: { color: MUTED, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: LINE } },
    axisTick: { lineStyle: { color: LINE } },
    splitLine: { lineStyle: { color: LINE } },
    ...options,
  };
}

/** Room for the names of the axes. */
export const GRID: EChartsCoreOption = { left: 58, right: 18, top: 14, bottom: 48 };

/** A number of an axis with three digits at most. */
export function axisLabel(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Place and axes of a curve of shares right, from the tenth below `lowest` to 1, over a share of the rows. */
export function shareAxes(over: string, lowest: number): EChartsCoreOption {
  const labelled = { type: 'value', max: 1, axisLabel: { color: MUTED, formatter: axisLabel } } as const;
  return {
    grid: { ...GRID, top: 26 },
    xAxis: axis(over, { ...labelled, min: 0 }),
    yAxis: axis('share right', { ...labelled, min: Math.floor(lowest * 10) / 10, nameGap: 38 }),
  };
}

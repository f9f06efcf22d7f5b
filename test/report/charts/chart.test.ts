import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { describe, expect, test } from 'vitest';
import { loadLibrary } from '../../../src/core/process/load-library.js';
import { axis, GRID, SERIES } from '../../../src/report/charts/chart.js';

use([CustomChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, SVGRenderer]);
const bundled = loadLibrary('echarts') as { readonly init: typeof init };

const POINTS = [
  [1, 0.1],
  [10, 0.4],
  [100, 0.35],
  [1000, 0.9],
];

const OPTIONS: Readonly<Record<string, EChartsCoreOption>> = {
  'lines with symbols, over a value axis': {
    xAxis: axis('pass'),
    yAxis: axis('loss', { min: 0 }),
    series: [line({ showSymbol: true }), line({ lineStyle: { type: 'dashed' } })],
  },
  'steps and areas, over a logarithmic axis': {
    xAxis: axis('rows', { type: 'log' }),
    yAxis: axis('F1'),
    series: [line({ step: 'end', areaStyle: { opacity: 0.2 } })],
  },
  'rectangles with labels of our own': {
    xAxis: axis('level', { min: 0, max: 4 }),
    yAxis: axis('rows', { min: 0, max: 1 }),
    series: [{ type: 'custom', data: POINTS, renderItem: labelledBox }],
  },
  'points with a marked line, over categories': {
    xAxis: axis('code', { type: 'category', data: ['a', 'b & c', 'd', 'e'] }),
    yAxis: axis('share'),
    series: [{ type: 'scatter', data: POINTS.map(([, y]) => y), markLine: { silent: true, symbol: 'none', data: [{ yAxis: 0.5, name: 'half' }] } }],
  },
};

describe('the bundled chart library draws as the package does', () => {
  test.each(Object.keys(OPTIONS))('%s', (name) => {
    const option = OPTIONS[name] as EChartsCoreOption;
    const drawing = draw(bundled.init, option);
    expect(drawing).toBe(draw(init, option));
    expect(drawing.match(/<path/g)?.length).toBeGreaterThan(5);
  });
});

function line(style: EChartsCoreOption): EChartsCoreOption {
  return { type: 'line', data: POINTS, ...style };
}

function labelledBox({ dataIndex }: { dataIndex: number }, { coord }: { coord: (at: readonly number[]) => readonly number[] }): object {
  const [x, y] = coord([dataIndex, 0.5]);
  const style = { text: 'a long label that does not fit', x, y, width: 60, overflow: 'truncate' };
  return {
    type: 'group',
    children: [
      { type: 'rect', shape: { x, y, width: 80, height: 20 }, style: { opacity: 0.5 } },
      { type: 'text', style },
    ],
  };
}

/** Without the numbers that the renderer counts over the life of the process. */
function draw(create: typeof init, option: EChartsCoreOption): string {
  const surface = create(null, null, { renderer: 'svg', ssr: true, width: 560, height: 300 });
  surface.setOption({ animation: false, color: SERIES, grid: GRID, ...option });
  const svg = surface.renderToSVGString();
  surface.dispose();
  return svg.replaceAll(/zr\d+-(c|cls-)\d+/g, 'zr-$1');
}

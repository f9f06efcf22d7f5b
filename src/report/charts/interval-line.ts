import type { BoundedFigure } from '../../artifacts/evaluation.js';

/** A figure with its interval at a place of the axis; `fill` is the colour inside of its dot, which then has a border; absent: that of the line. */
export type LinePoint = BoundedFigure & { readonly fill?: string | undefined };

/**
 * A line over an axis of categories, a point a place, undefined where there is none, with the intervals as upright lines `aside` pixels to
 * the right, so that those of two lines do not cover each other. Two series.
 */
export function intervalLine(points: readonly (LinePoint | undefined)[], color: string, aside = 0): readonly object[] {
  const line = {
    type: 'line',
    silent: true,
    symbol: 'circle',
    symbolSize: 8,
    itemStyle: { color },
    lineStyle: { color, width: 2 },
    data: points.map((point) => dot(point, color)),
  };
  const known = points.flatMap((point, place) => (point?.low == null || point.high === null ? [] : [[place, point.low, point.high] as const]));
  return [line, whiskers(known, color, aside)];
}

function dot(point: LinePoint | undefined, color: string): object | number | null {
  if (point?.fill === undefined) return point?.value ?? null;
  return { value: point.value, itemStyle: { color: point.fill, borderColor: color, borderWidth: 2, opacity: 1 } };
}

function whiskers(intervals: readonly (readonly [place: number, low: number, high: number])[], stroke: string, aside: number): object {
  return {
    type: 'custom',
    silent: true,
    data: intervals.map((interval) => [...interval]),
    encode: { x: 0, y: [1, 2] },
    renderItem: ({ dataIndex }: { dataIndex: number }, { coord }: { coord: (at: readonly number[]) => readonly [number, number] }) => {
      const [place, low, high] = intervals[dataIndex] as readonly [number, number, number];
      const [[x, bottom], [, top]] = [coord([place, low]), coord([place, high])];
      return {
        type: 'line',
        shape: { x1: x + aside, y1: bottom, x2: x + aside, y2: top },
        style: { stroke, fill: 'none', lineWidth: 1.5, opacity: 0.7 },
      };
    },
  };
}

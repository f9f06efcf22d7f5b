/** Intervals over an axis of categories as upright lines, `aside` pixels to the right of their place. */
export function whiskers(intervals: readonly (readonly [place: number, low: number, high: number])[], stroke: string, aside = 0): object {
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

import { drawChart, INK, LINE, PAPER, RANGES } from '../../charts/chart.js';
import type { Html } from '../../page/html.js';
import type { CodeNode } from './code-nodes.js';
import { certaintyOf, placeOf } from './f1-colours.js';

/** A node as a rectangle: levels run to the right, shares of all rows down. */
interface Placed {
  readonly node: CodeNode;
  /** From 0; the last is where a code without others below it ends. */
  readonly levels: readonly [from: number, to: number];
  readonly rows: readonly [from: number, to: number];
}

/** Labels lower than this are left out: the list beside the drawing has all of them. */
const LABEL_PIXELS = 13;
/** Fonts of readers are up to so much wider than the one that the library measures. */
const FONT_ROOM = 0.78;
const HEIGHT = 560;

/** Codes as an icicle: a column a level from the left, the height of a code its share of the rows, its colour its F1 with what is known of it. */
export function icicleChart(nodes: readonly CodeNode[]): Html {
  const depth = depthOf(nodes);
  const rowCount = nodes.reduce((sum, node) => sum + node.rowCount, 0);
  const placed = placeNodes(nodes, depth, 0, 0);
  return drawChart({
    id: 'icicle',
    title: 'Codes by their rows, coloured by F1',
    description: `${placed.length} codes of ${depth === 1 ? 'one level' : `${depth} levels`}, each as high as its share of ${rowCount} rows; the list below it has the figures.`,
    height: HEIGHT,
    width: 880,
    option: (width) => ({
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: { type: 'value', min: 0, max: depth, show: false },
      yAxis: { type: 'value', min: 0, max: rowCount, inverse: true, show: false },
      series: [
        {
          type: 'custom',
          silent: true,
          data: placed.map(({ levels, rows }) => [levels[0], rows[0]]),
          renderItem: ({ dataIndex }: { dataIndex: number }, { coord }: { coord: (at: readonly number[]) => readonly [number, number] }) => {
            const { node, levels, rows } = placed[dataIndex] as Placed;
            const [[x, y], [right, bottom]] = [coord([levels[0], rows[0]]), coord([levels[1], rows[1]])];
            return cell(node, { x, y, width: right - x, height: bottom - y }, width === 'wide');
          },
        },
      ],
    }),
  });
}

function depthOf(nodes: readonly CodeNode[]): number {
  return nodes.reduce((deepest, { children }) => Math.max(deepest, 1 + depthOf(children)), 0);
}

function placeNodes(nodes: readonly CodeNode[], depth: number, level: number, start: number): readonly Placed[] {
  let from = start;
  return nodes.flatMap((node) => {
    const at = from;
    from += node.rowCount;
    const own: Placed = { node, levels: [level, node.children.length === 0 ? depth : level + 1], rows: [at, from] };
    return [own, ...placeNodes(node.children, depth, level + 1, at)];
  });
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function cell({ code, title, f1, bounds }: CodeNode, box: Box, withTitle: boolean): object {
  const place = f1 === null ? null : placeOf(f1);
  const fill = place === null ? LINE : RANGES[place];
  // A border would hide what is lower than it.
  const border = box.height < 2 ? {} : { stroke: PAPER, lineWidth: 1 };
  const rect = { type: 'rect', shape: box, style: { fill, opacity: place === null ? 0.35 : certaintyOf(bounds).opacity, ...border } };
  if (box.height < LABEL_PIXELS) return rect;
  const text = withTitle && title !== null && title !== code ? `${code}  ${title}` : code;
  const style = { text, x: box.x + 5, y: box.y + box.height / 2, width: (box.width - 10) * FONT_ROOM, overflow: 'truncate', ellipsis: '…' };
  return {
    type: 'group',
    children: [rect, { type: 'text', style: { ...style, fill: INK, fontSize: 11, fontFamily: 'inherit', verticalAlign: 'middle' } }],
  };
}

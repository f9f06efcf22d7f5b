/** An arrow from one name of a picture to another. */
export type Arrow = readonly [from: string, to: string];

interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  /** From top to bottom: of several, each follows the one above. */
  readonly names: readonly string[];
}

type Step = readonly [down: number, right: number];
const UP: Step = [-1, 0];
const DOWN: Step = [1, 0];
const LEFT: Step = [0, -1];
const RIGHT: Step = [0, 1];

/** Which way each arrowhead points. */
const HEADS = new Map<string, Step>([
  ['►', RIGHT],
  ['◄', LEFT],
  ['▲', UP],
  ['▼', DOWN],
]);

/** Corner → how a line that comes in on one side goes on. */
const CORNERS = new Map<string, readonly (readonly [Step, Step])[]>([
  [
    '┐',
    [
      [UP, LEFT],
      [RIGHT, DOWN],
    ],
  ],
  [
    '┌',
    [
      [UP, RIGHT],
      [LEFT, DOWN],
    ],
  ],
  [
    '┘',
    [
      [DOWN, LEFT],
      [RIGHT, UP],
    ],
  ],
  [
    '└',
    [
      [DOWN, RIGHT],
      [LEFT, UP],
    ],
  ],
]);

/** The arrows of a picture of boxes: between boxes along their lines, and between the names in one box. Lines to words without a box are left out. */
export function readPicture(picture: string): Arrow[] {
  const grid = picture.split('\n').map((line) => [...line]);
  const boxes = findBoxes(grid);
  const arrows = boxes.flatMap(({ names }) => names.slice(1).map((name, index): Arrow => [names[index] as string, name]));
  for (const [row, cells] of grid.entries()) {
    for (const [column, cell] of cells.entries()) {
      const head = HEADS.get(cell);
      if (head === undefined) continue;
      const to = boxes.find((box) => isBorder(box, row, column)) ?? boxes.find((box) => isBorder(box, row + head[0], column + head[1]));
      const from = startOf(grid, boxes, row, column, head);
      if (from !== undefined && to !== undefined) arrows.push([from.names.at(-1) as string, to.names[0] as string]);
    }
  }
  return arrows;
}

/** Follows a line from its head back to the box where it starts; undefined when it starts at no box. */
function startOf(grid: readonly (readonly string[])[], boxes: readonly Box[], headRow: number, headColumn: number, head: Step): Box | undefined {
  let step: Step = [-head[0], -head[1]];
  let [row, column] = [headRow + step[0], headColumn + step[1]];
  for (;;) {
    const start = boxes.find((box) => isBorder(box, row, column));
    if (start !== undefined) return start;
    const cell = grid[row]?.[column] ?? ' ';
    if (cell !== '─' && cell !== '│') {
      const turn = CORNERS.get(cell)?.find(([comesIn]) => comesIn[0] === step[0] && comesIn[1] === step[1]);
      if (turn === undefined) return undefined;
      step = turn[1];
    }
    row += step[0];
    column += step[1];
  }
}

function isBorder({ top, bottom, left, right }: Box, row: number, column: number): boolean {
  const inside = row >= top && row <= bottom && column >= left && column <= right;
  return inside && (row === top || row === bottom || column === left || column === right);
}

function findBoxes(grid: readonly (readonly string[])[]): Box[] {
  return grid.flatMap((cells, top) =>
    cells.flatMap((cell, left) => {
      const box = cell === '┌' ? boxAt(grid, top, left) : undefined;
      return box === undefined ? [] : [box];
    }),
  );
}

/** The box whose upper left corner this is: undefined for the corner of a line. */
function boxAt(grid: readonly (readonly string[])[], top: number, left: number): Box | undefined {
  const right = (grid[top] ?? []).indexOf('┐', left);
  let bottom = top + 1;
  while (/[│├┤]/.test(grid[bottom]?.[left] ?? '')) bottom++;
  if (right === -1 || grid[bottom]?.[left] !== '└' || grid[bottom]?.[right] !== '┘') return undefined;
  const names = grid.slice(top + 1, bottom).map((cells) =>
    cells
      .slice(left + 1, right)
      .join('')
      .trim(),
  );
  return { top, bottom, left, right, names };
}

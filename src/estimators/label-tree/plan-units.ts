import type { CodeTree } from './code-tree.js';
import type { FitRankersInput, RankerUnit } from './fit-rankers.js';

/** Tasks a worker: so many that none waits long for the last one, so few that their rows are not looked up too often. */
const TASKS_A_WORKER = 8;

/**
 * Divides the children of all nodes into tasks that take about as long: a ranker costs as many rows as its node has, and to look up the
 * rows of a node about as much again. Which are fitted together changes no bit.
 */
export function planUnits(tree: CodeTree, ordered: Pick<FitRankersInput, 'rowFirst' | 'rowLast'>, workerCount: number): RankerUnit[][] {
  const nodes = nodesOf(tree, ordered);
  const costOf = ({ firstChild, lastChild, firstRow, lastRow }: RankerUnit): number => (lastRow - firstRow) * (lastChild - firstChild + 1);
  const total = nodes.reduce((sum, node) => sum + costOf(node), 0);
  const share = Math.max(1, total / (TASKS_A_WORKER * workerCount));
  const tasks: RankerUnit[][] = [];
  let left = 0;
  for (const unit of nodes.flatMap((node) => cut(node, share))) {
    if (left <= 0) tasks.push([]);
    if (left <= 0) left = share;
    tasks.at(-1)?.push(unit);
    left -= costOf(unit);
  }
  return tasks;
}

/** Every node with all of its children. */
function nodesOf({ childOffsets }: CodeTree, { rowFirst, rowLast }: Pick<FitRankersInput, 'rowFirst' | 'rowLast'>): RankerUnit[] {
  return Array.from({ length: childOffsets.length - 1 }, (_, node) => {
    const [firstChild, lastChild] = [childOffsets[node]!, childOffsets[node + 1]!];
    return { firstChild, lastChild, firstRow: rowFirst[firstChild]!, lastRow: rowLast[lastChild - 1]! };
  });
}

/** The children of a node in parts that cost no more than a share, or are one child. */
function cut(node: RankerUnit, share: number): RankerUnit[] {
  const rowCount = node.lastRow - node.firstRow;
  const length = Math.max(1, Math.floor(share / Math.max(1, rowCount)) - 1);
  const units: RankerUnit[] = [];
  for (let firstChild = node.firstChild; firstChild < node.lastChild; firstChild += length) {
    units.push({ ...node, firstChild, lastChild: Math.min(node.lastChild, firstChild + length) });
  }
  return units;
}

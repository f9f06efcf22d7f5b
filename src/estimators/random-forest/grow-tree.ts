import { Rng } from '../../core/rng.js';
import type { WorkerTools } from '../estimator.js';
import { drawBag, packBag } from './bag.js';
import { type BestSplit, Candidates } from './candidates.js';
import { ImportanceSum, type TreeImportance } from './importance.js';
import { NodeRows } from './node-rows.js';
import type { ForestSettings } from './settings.js';
import { type Tree, TreeBuilder } from './tree.js';
import type { TreeRows } from './tree-rows.js';

/** One tree of a forest. */
export interface GrowTreeInput {
  readonly rows: TreeRows;
  readonly featureCount: number;
  readonly codeCount: number;
  readonly settings: Pick<ForestSettings, 'tried' | 'leafRows' | 'seed'>;
  /** Its place in the forest, which with the seed decides all that is drawn for it. */
  readonly tree: number;
}

/** A tree, and a bit for each row that it was grown of. */
export interface GrownTree {
  readonly tree: Tree;
  readonly importance: TreeImportance;
  readonly bag: Uint8Array;
}

/** n-grams are drawn for a node so often before it is given up as one that nothing splits. */
const DRAWS = 3;

/** A side of a split that is still to be grown. */
interface Waiting {
  readonly from: number;
  readonly to: number;
  /** Node whose rows with the n-gram these are; −1 for the root. */
  readonly parent: number;
}

/**
 * Grows a tree of rows drawn with replacement: a node is split by whether a row has an n-gram, until its rows have one code, are too few,
 * or nothing that was drawn tells them apart.
 */
export default function growTree({ rows, featureCount, codeCount, settings, tree }: GrowTreeInput, _tools: WorkerTools): GrownTree {
  const rng = Rng.fromSeed(settings.seed).fork(`tree ${tree}`);
  const times = drawBag(rows.label.length, rng.fork('bag'));
  const weight = Float64Array.from(times, (count, row) => count * rows.weight[row]!);
  const nodes = new NodeRows(rows, weight, codeCount);
  const candidates = new Candidates(nodes, settings.tried, featureCount);
  const builder = new TreeBuilder();
  const importance = new ImportanceSum();
  const waiting: Waiting[] = [{ from: 0, to: nodes.order.length, parent: -1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { from, parent } = next;
    if (parent >= 0) builder.placeChild(parent);
    // The rows without the n-gram come directly behind their node, so that only the others need an address.
    for (let to = next.to; ; ) {
      nodes.totalUp(from, to);
      const split = findSplit(nodes, candidates, { from, to }, settings.leafRows, rng);
      if (split === null) {
        builder.addLeaf(nodes.codes, nodes.totals, nodes.total);
        break;
      }
      const middle = nodes.split(from, to, split.feature);
      importance.add(split.feature, split.decrease);
      waiting.push({ from: middle, to, parent: builder.addSplit(split.feature) });
      to = middle;
    }
  }
  return { tree: builder.finish(), importance: importance.finish(), bag: packBag(times) };
}

function findSplit(nodes: NodeRows, candidates: Candidates, { from, to }: Pick<Waiting, 'from' | 'to'>, leafRows: number, rng: Rng): BestSplit {
  if (nodes.codes.length < 2 || to - from < 2 * leafRows) return null;
  for (let draw = 0; draw < DRAWS; draw++) {
    const best = candidates.findBest(from, to, leafRows, rng);
    if (best !== null) return best;
  }
  return null;
}

import type { SharedRows } from '../../ml/labelled-rows.js';
import { DualDescent } from '../../ml/margin/dual-descent.js';
import { fitMachine, type MachineFit } from '../../ml/margin/fit-machine.js';
import { placeRows } from '../../ml/margin/placed-rows.js';
import type { WorkerTools } from '../estimator.js';
import type { TreeSettings } from './settings.js';

/** Children of one node: those of places firstChild … lastChild-1 of the tree. */
export interface RankerUnit {
  readonly firstChild: number;
  readonly lastChild: number;
  /** Rows of the node: those of places firstRow … lastRow-1 in the order of the tree. */
  readonly firstRow: number;
  readonly lastRow: number;
}

/** Some units of one fit. */
export interface FitRankersInput {
  readonly settings: Pick<TreeSettings, 'l2' | 'tolerance' | 'maxPasses' | 'leastWeight' | 'seed'>;
  readonly rows: SharedRows;
  readonly featureCount: number;
  /** Places of the rows, those of each code side by side. */
  readonly rowOrder: Uint32Array;
  /** The rows of child p: those from rowFirst[p] to rowLast[p]-1 of the order. */
  readonly rowFirst: Uint32Array;
  readonly rowLast: Uint32Array;
  readonly units: readonly RankerUnit[];
}

/** The ranker of one child: weights that are not 0, features ascending, and what came of its fit. */
export interface Ranker extends MachineFit {
  readonly child: number;
  readonly features: Uint32Array;
  readonly weights: Float32Array;
  readonly intercept: number;
}

/** Fits the rankers of some children, each on the rows of its parent: its own rows against those of its siblings. */
export default function fitRankers(input: FitRankersInput, { openRows }: WorkerTools): readonly Ranker[] {
  const { settings, featureCount, rowOrder, rowFirst, rowLast, units } = input;
  const { l2, leastWeight, seed } = settings;
  const rows = openRows(input.rows);
  const rankers: Ranker[] = [];
  for (const { firstChild, lastChild, firstRow, lastRow } of units) {
    const placed = placeRows(rows, rowOrder.subarray(firstRow, lastRow), featureCount);
    const descent = new DualDescent(placed, featureCount, 1 / (l2 * rows.row.length), seed);
    for (let child = firstChild; child < lastChild; child++) {
      const [own, end] = [rowFirst[child]! - firstRow, rowLast[child]! - firstRow];
      descent.begin((row) => row >= own && row < end);
      const fit = fitMachine(descent, settings, leastWeight);
      rankers.push({ child, ...keptWeights(descent), intercept: descent.intercept, ...fit });
    }
  }
  return rankers;
}

function keptWeights({ rows, weights: all }: DualDescent): Pick<Ranker, 'features' | 'weights'> {
  const features = rows.features.filter((feature) => all[feature] !== 0);
  return { features, weights: Float32Array.from(features, (feature) => all[feature]!) };
}

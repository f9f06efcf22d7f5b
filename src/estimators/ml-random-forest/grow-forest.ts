import { sharedFloat32, sharedUint32 } from '../../core/shared-arrays.js';
import type { SharedRows } from '../../ml/labelled-rows.js';
import { type CartNode, densePackages, denseRows } from '../dense/dense-rows.js';
import type { WorkerTools } from '../estimator.js';
import { LEAF, type MlForestModel } from './ml-forest-model.js';
import type { MlForestSettings } from './settings.js';
import { treeColumns } from './size.js';

/** One forest. */
export interface GrowForestInput {
  readonly settings: MlForestSettings;
  readonly rows: SharedRows;
  readonly columnCount: number;
}

/** The trees of a forest, in shared memory. */
export type GrownForest = Pick<MlForestModel, 'roots' | 'feature' | 'threshold' | 'right'>;

/** Seeds of the package are whole numbers of 31 bits. */
const SEEDS = 2 ** 31;

/** Grows a forest by the package, whose draws all follow from the seed, and lays its trees out. */
export default function growForest({ settings, rows: shared, columnCount }: GrowForestInput, { openRows }: WorkerTools): GrownForest {
  const rows = openRows(shared);
  const forest = new (densePackages().RandomForestClassifier)({
    seed: settings.seed % SEEDS,
    nEstimators: settings.denseTrees,
    // A count: a share of 1 would be taken for all of them.
    maxFeatures: Math.min(columnCount, Math.max(2, treeColumns(columnCount))),
    replacement: false,
    useSampleBagging: true,
    noOOB: true,
    treeOptions: { maxDepth: settings.depth },
  });
  forest.train(denseRows(rows, columnCount), Array.from(rows.label));
  const nodes = new Nodes();
  const roots = forest.estimators.map(({ root }, tree) => nodes.add(root, forest.indexes[tree] as readonly number[]));
  return nodes.laidOut(roots);
}

/** Nodes in the order of the file. */
class Nodes {
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #right: number[] = [];

  /** Adds a node and all below it; its place. `columns`: the feature of each column of the tree. */
  add(node: CartNode, columns: readonly number[]): number {
    const place = this.#feature.length;
    const { left, right, splitColumn, splitValue, distribution } = node;
    if (left === undefined || right === undefined || splitColumn === undefined || splitValue === undefined) {
      return this.#push(LEAF, 0, mostOf(distribution?.to1DArray() ?? []));
    }
    this.#push(columns[splitColumn] as number, leastNotBelow(splitValue), 0);
    this.add(left, columns);
    this.#right[place] = this.add(right, columns);
    return place;
  }

  laidOut(roots: readonly number[]): GrownForest {
    const [rootNodes, feature] = [sharedUint32(roots.length), sharedUint32(this.#feature.length)];
    const [threshold, right] = [sharedFloat32(this.#feature.length), sharedUint32(this.#feature.length)];
    rootNodes.set(roots);
    feature.set(this.#feature);
    threshold.set(this.#threshold);
    right.set(this.#right);
    return { roots: rootNodes, feature, threshold, right };
  }

  #push(feature: number, threshold: number, right: number): number {
    this.#feature.push(feature);
    this.#threshold.push(threshold);
    return this.#right.push(right) - 1;
  }
}

/** The place of the largest number, the first of equal ones. */
function mostOf(shares: readonly number[]): number {
  return shares.reduce((most, share, code) => (share > (shares[most] as number) ? code : most), 0);
}

/** The least f32 number above 0. */
const LEAST_F32 = 1.401298464324817e-45;

/** The least f32 number that is not below x: values are f32, and as many of them lie below it as below x. */
function leastNotBelow(x: number): number {
  const bits = new Int32Array(1);
  const real = new Float32Array(bits.buffer);
  real[0] = x;
  if (real[0]! >= x) return real[0]!;
  if (real[0] === 0) return LEAST_F32;
  bits[0]! += real[0]! > 0 ? 1 : -1;
  return real[0]!;
}

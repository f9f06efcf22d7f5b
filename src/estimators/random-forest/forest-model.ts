import { corruptFlat, type FlatFormat, flatPieces, readFlatFile } from '../../core/files/flat-file.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import { firstNotFinite } from '../../core/finite.js';
import { sharedFloat32, sharedUint32 } from '../../core/shared-arrays.js';
import type { FittedModel, ModelFormat, ModelOf } from '../model-format.js';
import { areOffsets, requireModelOf, shareReal, shareWhole } from '../stored-parts.js';
import { ForestScorer } from './forest-scorer.js';
import { RANDOM_FOREST } from './settings.js';
import { LEAF, type Tree } from './tree.js';

/** All trees behind one another, and where each begins. */
export interface ForestModel extends FittedModel, Tree {
  readonly kind: typeof RANDOM_FOREST;
  /** Nodes roots[t] … roots[t+1]-1 are those of tree t. */
  readonly roots: Uint32Array;
  /** Weighted share of each code in all rows. */
  readonly shares: Float32Array;
}

/** Joins trees; addresses and numbers of leaves are then those of the forest. */
export function joinTrees(trees: readonly Tree[]): Tree & Pick<ForestModel, 'roots'> {
  const sumOf = (of: (tree: Tree) => number): number => trees.reduce((sum, tree) => sum + of(tree), 0);
  const nodeCount = sumOf(({ feature }) => feature.length);
  const placeCount = sumOf(({ leafCode }) => leafCode.length);
  const leafCount = sumOf(({ leafOffsets }) => leafOffsets.length - 1);
  const whole = { feature: sharedUint32(nodeCount), child: sharedUint32(nodeCount), leafOffsets: sharedUint32(leafCount + 1) };
  const forest = { ...whole, leafCode: sharedUint32(placeCount), leafShare: sharedFloat32(placeCount), roots: sharedUint32(trees.length + 1) };
  let [node, leaf, place] = [0, 0, 0];
  trees.forEach(({ feature, child, leafOffsets, leafCode, leafShare }, t) => {
    forest.feature.set(feature, node);
    forest.leafCode.set(leafCode, place);
    forest.leafShare.set(leafShare, place);
    for (let v = 0; v < child.length; v++) forest.child[node + v] = child[v]! + (feature[v] === LEAF ? leaf : node);
    for (let l = 1; l < leafOffsets.length; l++) forest.leafOffsets[leaf + l] = place + leafOffsets[l]!;
    node += feature.length;
    leaf += leafOffsets.length - 1;
    place += leafCode.length;
    forest.roots[t + 1] = node;
  });
  return forest;
}

/** Counts in the head: codes k, features, trees t, nodes n, leaves l, codes of leaves c. */
const FORMAT: FlatFormat = {
  name: 'a forest',
  magic: 0x4652524d,
  version: 1,
  hint: 'copy the bundle again, or run the pipeline again',
  layout: ([k = 0, , t = 0, n = 0, l = 0, c = 0]) => [
    ['u32', t + 1],
    ['u32', n],
    ['u32', n],
    ['u32', l + 1],
    ['u32', c],
    ['f32', c],
    ['f32', k],
  ],
};

function write(file: string, { codes, featureCount, roots, feature, child, leafOffsets, leafCode, leafShare, shares }: ForestModel): void {
  const counts = [codes.length, featureCount, roots.length - 1, feature.length, leafOffsets.length - 1, leafCode.length];
  writeBytes(file, flatPieces(FORMAT, counts, [roots, feature, child, leafOffsets, leafCode, leafShare, shares]));
}

function load(file: string, { codes, featureCount }: ModelOf): ForestModel {
  return readFlatFile(file, FORMAT, ({ counts, part }) => {
    requireModelOf(FORMAT, file, counts, { codes, featureCount });
    const model: ForestModel = {
      kind: RANDOM_FOREST,
      codes,
      featureCount,
      roots: shareWhole(part(0)),
      feature: shareWhole(part(1)),
      child: shareWhole(part(2)),
      leafOffsets: shareWhole(part(3)),
      leafCode: shareWhole(part(4)),
      leafShare: shareReal(part(5)),
      shares: shareReal(part(6)),
    };
    const fault = faultOf(model);
    if (fault !== null) throw corruptFlat(FORMAT, file, fault, 'trees that end in leaves of known codes');
    return model;
  });
}

/** What would lead a row outside, or round in circles: every way goes forward, and ends in a leaf before the next tree. */
function faultOf({ codes, featureCount, roots, feature, child, leafOffsets, leafCode, leafShare, shares }: ForestModel): string | null {
  if (!areOffsets(roots, feature.length) || !areOffsets(leafOffsets, leafCode.length)) return 'offsets out of order';
  for (let t = 0; t + 1 < roots.length; t++) {
    const end = roots[t + 1]!;
    for (let v = roots[t]!; v < end; v++) {
      if (
        feature[v] === LEAF ? child[v]! >= leafOffsets.length - 1 : feature[v]! >= featureCount || v + 1 >= end || child[v]! <= v || child[v]! >= end
      )
        return `node ${v} leads nowhere`;
    }
  }
  if (leafCode.some((code) => code >= codes.length)) return 'a code that is not there';
  return firstNotFinite(leafShare) >= 0 || firstNotFinite(shares) >= 0 ? 'infinite numbers' : null;
}

/** Numbers are f32 alone: most of the file are nodes. */
const STORED = { version: 1, numberType: 'f32', form: 'full' } as const;

/** How its models are kept. */
export const forestFormat: ModelFormat<ForestModel> = {
  facts: () => STORED,
  loads: [STORED],
  write,
  load,
  open: (model) => new ForestScorer(model),
};

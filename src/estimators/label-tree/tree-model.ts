import { corruptFlat, type FlatFormat, flatPieces, readFlatFile } from '../../core/files/flat-file.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import { firstNotFinite } from '../../core/finite.js';
import type { FittedModel, ModelFormat, ModelOf } from '../model-format.js';
import { areOffsets, requireModelOf, shareReal, shareWhole } from '../stored-parts.js';
import { type CodeTree, nodeCountOf } from './code-tree.js';
import { LABEL_TREE } from './settings.js';
import { TreeScorer } from './tree-scorer.js';

/**
 * A tree with a linear ranker a child: margin of child p for x = intercept[p] + Σ_j x_j · w_jp. Node v has the features of places
 * featureOffsets[v] … featureOffsets[v+1]-1 of `feature`, ascending; the one at place f has the weights entryOffsets[f] …
 * entryOffsets[f+1]-1, of the children childOffsets[v] + entryChild, ascending.
 */
export interface TreeModel extends FittedModel, CodeTree {
  readonly kind: typeof LABEL_TREE;
  readonly beam: number;
  readonly intercept: Float32Array;
  readonly featureOffsets: Uint32Array;
  readonly feature: Uint32Array;
  readonly entryOffsets: Uint32Array;
  readonly entryChild: Uint32Array;
  readonly entryWeight: Float32Array;
  /** Weighted share of each code in all rows. */
  readonly shares: Float32Array;
}

/** Counts in the head: codes k, features of the model, nodes n, children c, features of nodes f, weights w, beam. */
const FORMAT: FlatFormat = {
  name: 'a label tree',
  magic: 0x54544c4d,
  version: 1,
  hint: 'copy the bundle again, or run the pipeline again',
  layout: ([k = 0, , n = 0, c = 0, f = 0, w = 0]) => [
    ['u32', n + 1],
    ['u32', c],
    ['f32', c],
    ['u32', n + 1],
    ['u32', f],
    ['u32', f + 1],
    ['u32', w],
    ['f32', w],
    ['f32', k],
  ],
};

function write(file: string, model: TreeModel): void {
  const { codes, featureCount, beam, childOffsets, child, intercept, featureOffsets, feature, entryOffsets, entryChild, entryWeight, shares } = model;
  const counts = [codes.length, featureCount, nodeCountOf(model), child.length, feature.length, entryChild.length, beam];
  const parts = [childOffsets, child, intercept, featureOffsets, feature, entryOffsets, entryChild, entryWeight, shares];
  writeBytes(file, flatPieces(FORMAT, counts, parts));
}

function load(file: string, { codes, featureCount }: ModelOf): TreeModel {
  return readFlatFile(file, FORMAT, ({ counts, part }) => {
    const [, , , , , , beam = 0] = counts;
    requireModelOf(FORMAT, file, counts, { codes, featureCount });
    const model: TreeModel = {
      kind: LABEL_TREE,
      codes,
      featureCount,
      beam,
      childOffsets: shareWhole(part(0)),
      child: shareWhole(part(1)),
      intercept: shareReal(part(2)),
      featureOffsets: shareWhole(part(3)),
      feature: shareWhole(part(4)),
      entryOffsets: shareWhole(part(5)),
      entryChild: shareWhole(part(6)),
      entryWeight: shareReal(part(7)),
      shares: shareReal(part(8)),
    };
    const fault = faultOf(model);
    if (fault !== null) throw corruptFlat(FORMAT, file, fault, 'a tree in which every way ends at a code');
    return model;
  });
}

/** What would lead a row outside, or round in circles: every node but the root is below one of lower number, every code is there once. */
function faultOf(model: TreeModel): string | null {
  const { codes, beam, childOffsets, child, intercept, featureOffsets, entryOffsets, feature, entryChild, entryWeight, shares } = model;
  if (beam < 1) return `a beam of ${beam}`;
  if (!areOffsets(childOffsets, child.length)) return 'offsets out of order';
  if (!areOffsets(featureOffsets, feature.length) || !areOffsets(entryOffsets, entryChild.length)) return 'offsets out of order';
  const nodeCount = nodeCountOf(model);
  const isBelow = new Uint8Array(nodeCount + codes.length);
  for (let node = 0; node < nodeCount; node++) {
    for (let place = childOffsets[node]!; place < childOffsets[node + 1]!; place++) {
      const own = child[place]!;
      if (own <= node || own >= isBelow.length || isBelow[own] === 1) return `child ${place} leads nowhere`;
      isBelow[own] = 1;
    }
    const childCount = childOffsets[node + 1]! - childOffsets[node]!;
    for (let e = entryOffsets[featureOffsets[node]!]!; e < entryOffsets[featureOffsets[node + 1]!]!; e++) {
      if (entryChild[e]! >= childCount) return `weight ${e} is of no child`;
    }
  }
  if (isBelow.indexOf(0, 1) >= 0) return 'a code that no way leads to';
  if (feature.some((own) => own >= model.featureCount)) return 'a feature that is not there';
  return [intercept, entryWeight, shares].some((numbers) => firstNotFinite(numbers) >= 0) ? 'infinite numbers' : null;
}

/** Numbers are f32 alone: half of the file are places. */
const STORED = { version: 1, numberType: 'f32', form: 'full' } as const;

/** How its models are kept. */
export const treeFormat: ModelFormat<TreeModel> = {
  facts: () => STORED,
  loads: [STORED],
  write,
  load,
  open: (model) => new TreeScorer(model),
};

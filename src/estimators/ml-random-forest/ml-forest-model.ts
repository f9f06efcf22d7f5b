import { corruptFlat, type FlatFormat, flatPieces, readFlatFile } from '../../core/files/flat-file.js';
import { writeBytes } from '../../core/files/write-bytes.js';
import { firstNotFinite } from '../../core/finite.js';
import type { FittedModel, ModelFormat, ModelOf } from '../model-format.js';
import { requireModelOf, shareReal, shareWhole } from '../stored-parts.js';
import { MlForestScorer } from './ml-forest-scorer.js';
import { ML_RANDOM_FOREST } from './settings.js';

/** A leaf has this in place of a feature. */
export const LEAF = 2 ** 32 - 1;

/** The trees of the package. Nodes of a tree follow its root, the left side of a node right behind it. */
export interface MlForestModel extends FittedModel {
  readonly kind: typeof ML_RANDOM_FOREST;
  readonly roots: Uint32Array;
  /** By node: the feature that it asks for; `LEAF` for a leaf. */
  readonly feature: Uint32Array;
  /** By node: rows whose value is below this go left, to the next node; 0 for a leaf. */
  readonly threshold: Float32Array;
  /** By node: where the other rows go, or the code of a leaf. */
  readonly right: Uint32Array;
}

/** Counts in the head: codes, features f, trees t, nodes n. */
const FORMAT: FlatFormat = {
  name: 'a forest of dense trees',
  magic: 0x464d524d,
  version: 1,
  hint: 'copy the bundle again, or run the pipeline again',
  layout: ([, , t = 0, n = 0]) => [
    ['u32', t],
    ['u32', n],
    ['f32', n],
    ['u32', n],
  ],
};

function write(file: string, { codes, featureCount, roots, feature, threshold, right }: MlForestModel): void {
  const counts = [codes.length, featureCount, roots.length, feature.length];
  writeBytes(file, flatPieces(FORMAT, counts, [roots, feature, threshold, right]));
}

function load(file: string, { codes, featureCount }: ModelOf): MlForestModel {
  return readFlatFile(file, FORMAT, ({ counts, part }) => {
    requireModelOf(FORMAT, file, counts, { codes, featureCount });
    const [roots, feature, threshold, right] = [shareWhole(part(0)), shareWhole(part(1)), shareReal(part(2)), shareWhole(part(3))];
    const model: MlForestModel = { kind: ML_RANDOM_FOREST, codes, featureCount, roots, feature, threshold, right };
    requireSound(file, model);
    return model;
  });
}

/** Every walk ends in a leaf of a code: children stand behind their node. */
function requireSound(file: string, { codes, featureCount, roots, feature, threshold, right }: MlForestModel): void {
  const refuse = (got: string, wanted: string): Error => corruptFlat(FORMAT, file, got, wanted);
  if (roots.length === 0 || roots.some((root) => root >= feature.length)) throw refuse('a tree that is not there', 'trees within the nodes');
  if (firstNotFinite(threshold) >= 0) throw refuse('infinite numbers', 'finite numbers');
  feature.forEach((asked, node) => {
    const isLeaf = asked === LEAF;
    if (isLeaf && right[node]! >= codes.length) throw refuse('a code that is not there', `codes below ${codes.length}`);
    if (!isLeaf && (asked >= featureCount || node + 1 >= feature.length || right[node]! <= node || right[node]! >= feature.length))
      throw refuse('a node that leads nowhere', 'nodes that lead to later ones');
  });
}

/** Numbers are f32 alone. */
const STORED = { version: 1, numberType: 'f32', form: 'full' } as const;

/** How its models are kept. */
export const mlForestFormat: ModelFormat<MlForestModel> = {
  facts: () => STORED,
  loads: [STORED],
  write,
  load,
  open: (model) => new MlForestScorer(model),
};

import { machineBytes } from '../../ml/margin/fit-machine.js';
import { copiedRowBytes } from '../rows-in-memory.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { TreeSettings } from './settings.js';

/** Levels of a codebook, whose tree the sizes do not tell. */
const CODEBOOK_LEVELS = 4;
/** Bytes of a kept weight: child, weight, and its part of a feature. */
const WEIGHT_BYTES = 12;
/** Kept weights of a level for each entry of the training rows, at most. */
const KEPT_SHARE = 0.5;
/** Products of an entry and a weight that a worker makes in a second, and passes over all rows of a node that a ranker takes, the others being short. */
const PRODUCTS_PER_SECOND = 4e8;
const WHOLE_PASSES = 10;
/** Features of nodes that a worker looks for in a second when it scores rows. */
const LOOKED_FOR_PER_SECOND = 2e7;

type TreeSizes = Pick<FitSizes, 'trainCount' | 'featureCount' | 'codeCount' | 'entryCount'>;
type TreeShape = Pick<TreeSettings, 'tree' | 'branching' | 'leafCodes'>;

/** Levels of rankers, and children of a node that is not at the end. */
export function levelsOf({ tree, branching, leafCodes }: TreeShape, codeCount: number): { readonly levels: number; readonly rankers: number } {
  if (tree === 'codebook') {
    // As if all nodes had as many children: the fewest that a tree of so many levels has.
    const children = Math.max(2, Math.sqrt(Math.sqrt(codeCount)));
    return { levels: CODEBOOK_LEVELS, rankers: CODEBOOK_LEVELS * children };
  }
  let levels = 1;
  let codes = codeCount;
  for (; codes > leafCodes; codes /= branching) levels++;
  return { levels, rankers: (levels - 1) * branching + codes };
}

/** Bytes of a tree, its rankers' weights above all, and of its fit: rows that are read into memory, weights or centroids of the codes beside the model as it is put together, and what each worker has. */
export function treeBytes(
  shape: TreeShape,
  sizes: TreeSizes,
  { workerCount, copiedBytes }: { readonly workerCount: number; readonly copiedBytes: number },
): { readonly model: number; readonly fit: number } {
  const { trainCount, featureCount, codeCount, entryCount } = sizes;
  const { levels } = levelsOf(shape, codeCount);
  const model = WEIGHT_BYTES * KEPT_SHARE * levels * entryCount + 16 * codeCount;
  const centroids = 8 * entryCount + 21 * featureCount;
  const worker = machineBytes({ featureCount, rowCount: trainCount });
  return { model, fit: model + Math.max(model, centroids) + copiedBytes + 4 * trainCount + workerCount * worker };
}

/** Bytes of the largest tree that is tried, seconds of the mean. */
export function treeSize(settings: readonly TreeSettings[], sizes: FitSizes, limits: SizeLimits): KindSize {
  const { entryCount, rowCount, trainCount, validationCount, heldOutCount, codeCount } = sizes;
  const { workerCount } = limits;
  const bytes = settings.map((one) => treeBytes(one, sizes, { workerCount, copiedBytes: copiedRowBytes(sizes, limits) }));
  const largest = (of: 'model' | 'fit'): number => Math.max(0, ...bytes.map((own) => own[of]));
  const meanOf = (of: (one: TreeSettings) => number): number => settings.reduce((sum, one) => sum + of(one), 0) / settings.length;
  const entriesARow = entryCount / Math.max(1, rowCount);
  const passes = meanOf((one) => Math.min(one.maxPasses, WHOLE_PASSES) * levelsOf(one, codeCount).rankers);
  const fitSeconds = (passes * entriesARow * trainCount) / PRODUCTS_PER_SECOND / workerCount;
  const looked = meanOf((one) => 1 + one.beam * (levelsOf(one, codeCount).levels - 1)) * entriesARow;
  const secondsOf = (rows: number): number => (rows * looked) / LOOKED_FOR_PER_SECOND / workerCount;
  return {
    trialBytes: largest('fit'),
    finalBytes: largest('fit'),
    modelBytes: largest('model'),
    fileBytes: largest('model'),
    memories: () => 1,
    trialSeconds: () => fitSeconds + secondsOf(validationCount),
    finalSeconds: fitSeconds,
    scoreSeconds: secondsOf(heldOutCount),
  };
}

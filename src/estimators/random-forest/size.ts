import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { ForestSettings } from './settings.js';

/** Share of the rows that a tree is grown of, the others being drawn not once. */
const IN_BAG = 0.64;
/** Bytes of a leaf and of the split that made it: two nodes of 8, and offset, code and share of the leaf. */
const LEAF_BYTES = 28;
/** Entries that a worker meets in a second while it grows trees (0.5 to 1.1 · 10^8 measured, beside other work), and nodes that a row passes on its way down. */
const ENTRIES_PER_SECOND = 1e8;
const DEPTH = 80;
/** Nodes that a worker passes in a second when it scores rows. */
const NODES_PER_SECOND = 5e7;

type ForestSizes = Pick<FitSizes, 'trainCount' | 'featureCount' | 'codeCount' | 'entryCount'>;
type ForestShape = Pick<ForestSettings, 'trees' | 'leafRows' | 'tried'>;

/** Bytes of a forest at most, each row of a tree in a leaf of its own, and of its fit: n-grams of the rows, trees twice as they are joined, bags, and what each worker has. */
export function forestBytes({ trees, leafRows, tried }: ForestShape, sizes: ForestSizes, workerCount: number): { model: number; fit: number } {
  const { trainCount, featureCount, codeCount, entryCount } = sizes;
  const model = (trees * LEAF_BYTES * IN_BAG * trainCount) / leafRows;
  const worker = 24 * trainCount + 2 * featureCount + 12 * tried * codeCount;
  return { model, fit: 2 * model + 4 * entryCount + (trees * trainCount) / 8 + workerCount * worker };
}

/** Bytes of the largest forest that is tried, seconds of the mean. */
export function forestSize(settings: readonly ForestSettings[], sizes: FitSizes, { workerCount }: SizeLimits): KindSize {
  const { entryCount, rowCount, trainCount, validationCount, heldOutCount } = sizes;
  const bytes = settings.map((one) => forestBytes(one, sizes, workerCount));
  const largest = (of: 'model' | 'fit'): number => Math.max(0, ...bytes.map((own) => own[of]));
  const trees = settings.reduce((sum, one) => sum + one.trees, 0) / settings.length;
  const entries = (entryCount / Math.max(1, rowCount)) * IN_BAG * trainCount;
  const secondsOf = (rows: number): number => (trees * DEPTH * rows) / NODES_PER_SECOND / workerCount;
  const fitSeconds = (trees * DEPTH * entries) / ENTRIES_PER_SECOND / workerCount + secondsOf((1 - IN_BAG) * trainCount);
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

import { denseBytes } from '../dense/dense-rows.js';
import type { FitSizes, KindSize, SizeLimits } from '../size.js';
import type { MlForestSettings } from './settings.js';

/** Matrices of all features that are held at a time: the rows, those that are drawn for a tree and those that are not. */
const HELD_MATRICES = 3;
/** A node: column, value and two places of nodes, or a code. */
const NODE_BYTES = 12;
/** Steps that a worker makes in a second while it tries splits: the package goes through all rows of a node for each of their values. */
const STEPS_PER_SECOND = 5e7;
/** Values of a column that are tried: rows of the node whose neighbour has another code. */
const TRIED_SHARE = 0.7;
const NODES_PER_SECOND = 5e7;

/** Features that a tree sees. */
export function treeColumns(columnCount: number): number {
  return Math.max(1, Math.round(Math.sqrt(columnCount)));
}

/** Dense rows of a fit, and the rows of each depth of a tree. */
export function workBytes(rowCount: number, columnCount: number): number {
  return HELD_MATRICES * denseBytes(rowCount, columnCount) + 4 * denseBytes(rowCount, treeColumns(columnCount));
}

/** Nodes of the trees at most: a leaf a row, or as deep as they may be. */
function nodeCount({ denseTrees, depth }: Pick<MlForestSettings, 'denseTrees' | 'depth'>, rowCount: number): number {
  return denseTrees * Math.min(2 * rowCount, depth < 30 ? 1 << (depth + 1) : Number.POSITIVE_INFINITY);
}

/** One worker makes the whole forest. Bytes of the largest that is tried, seconds of the mean. */
export function mlForestSize(settings: readonly MlForestSettings[], sizes: FitSizes, { workerCount }: SizeLimits): KindSize {
  const { trainCount, featureCount, validationCount, heldOutCount } = sizes;
  const columnsOf = ({ denseFeatures }: MlForestSettings): number => Math.min(denseFeatures, featureCount);
  const bytes = Math.max(0, ...settings.map((one) => workBytes(trainCount, columnsOf(one))));
  const modelBytes = NODE_BYTES * Math.max(0, ...settings.map((one) => nodeCount(one, trainCount)));
  const steps = settings.map((one) => one.denseTrees * treeColumns(columnsOf(one)) * TRIED_SHARE * trainCount * trainCount * 2);
  const fitSeconds = steps.reduce((sum, own) => sum + own, 0) / settings.length / STEPS_PER_SECOND;
  const trees = settings.reduce((sum, one) => sum + one.denseTrees * one.depth, 0) / settings.length;
  const secondsOf = (rows: number): number => (trees * rows) / NODES_PER_SECOND / workerCount;
  return {
    trialBytes: bytes + modelBytes,
    finalBytes: bytes + modelBytes,
    modelBytes,
    fileBytes: modelBytes,
    memories: () => 1,
    trialSeconds: () => fitSeconds + secondsOf(validationCount),
    finalSeconds: fitSeconds,
    scoreSeconds: secondsOf(heldOutCount),
  };
}

import type { ModelKind } from '../estimator.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { LABEL_TREE, type TreeSettings, treeSettings } from './settings.js';
import { treeSize } from './size.js';
import { type TreeModel, treeFormat } from './tree-model.js';

/** A tree of codes with a linear ranker a child, searched by a beam, as PECOS XR-Linear (Yu et al. 2022) and Parabel (Prabhu et al. 2018) have it. */
export const labelTree: ModelKind<TreeSettings, TreeModel> = {
  name: LABEL_TREE,
  summary: 'tells groups of codes apart first, then the codes of the likely groups',
  readsFeatures: true,
  settings: treeSettings,
  format: treeFormat,
  fingerprint: () => ({ labelTree: 1 }),
  size: treeSize,
  fit: async (...asked) => (await import('./fit-tree.js')).fitTree(...asked),
  readsCodebook: ({ tree }) => tree === 'codebook',
  tasks: { 'group-codes': () => import('./group-by-clusters.js'), 'fit-rankers': () => import('./fit-rankers.js'), ...JUDGE_TASKS },
};

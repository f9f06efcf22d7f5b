import type { ModelKind } from '../estimator.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { type ForestModel, forestFormat } from './forest-model.js';
import { type ForestSettings, forestSettings, RANDOM_FOREST } from './settings.js';
import { forestSize } from './size.js';

/** A random forest (Breiman 2001) over n-grams that rows have or have not, with its out-of-bag figures. */
export const randomForest: ModelKind<ForestSettings, ForestModel> = {
  name: RANDOM_FOREST,
  summary: 'lets trees vote, each of which asks for one n-gram after the other',
  readsFeatures: true,
  settings: forestSettings,
  format: forestFormat,
  fingerprint: () => ({ randomForest: 2 }),
  size: forestSize,
  fit: async (...asked) => (await import('./fit-forest.js')).fitForest(...asked),
  tasks: { 'grow-tree': () => import('./grow-tree.js'), 'out-of-bag': () => import('./judge-out-of-bag.js'), ...JUDGE_TASKS },
};

import type { ModelKind } from '../estimator.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { type MlForestModel, mlForestFormat } from './ml-forest-model.js';
import { ML_RANDOM_FOREST, type MlForestSettings, mlForestSettings } from './settings.js';
import { mlForestSize } from './size.js';

/** The npm package ml-random-forest over dense rows of the most frequent features. For comparison on small sets. */
export const mlRandomForest: ModelKind<MlForestSettings, MlForestModel> = {
  name: ML_RANDOM_FOREST,
  summary: 'lets trees over the most frequent features vote, by the npm package of that name, for small sets',
  readsFeatures: true,
  settings: mlForestSettings,
  format: mlForestFormat,
  // The version of the package that is bundled.
  fingerprint: () => ({ mlRandomForest: 1, package: '2.1.0' }),
  size: mlForestSize,
  fit: async (...asked) => (await import('./fit-ml-forest.js')).fitMlForest(...asked),
  tasks: { grow: () => import('./grow-forest.js'), ...JUDGE_TASKS },
};

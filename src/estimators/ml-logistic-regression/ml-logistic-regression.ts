import type { ModelKind } from '../estimator.js';
import type { LinearModel, WrittenLinear } from '../linear/linear-model.js';
import { weightsFormat } from '../linear/weights-format.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { ML_LOGISTIC_REGRESSION, type MlLogisticSettings, mlLogisticSettings } from './settings.js';
import { mlLogisticSize } from './size.js';

/**
 * The npm package ml-logistic-regression over dense rows of the most frequent features: one machine a code, plain gradient descent.
 * For comparison on small sets; its models are kept and explained as linear ones are.
 */
export const mlLogisticRegression: ModelKind<MlLogisticSettings, LinearModel, WrittenLinear> = {
  name: ML_LOGISTIC_REGRESSION,
  summary: 'weighs the most frequent features, by the npm package of that name, for small sets',
  readsFeatures: true,
  settings: mlLogisticSettings,
  format: weightsFormat(ML_LOGISTIC_REGRESSION),
  // The version of the package that is bundled.
  fingerprint: () => ({ mlLogisticRegression: 1, package: '2.0.0' }),
  size: mlLogisticSize,
  fit: async (...asked) => (await import('./fit-ml-logistic.js')).fitMlLogistic(...asked),
  tasks: { 'fit-codes': () => import('./fit-codes.js'), ...JUDGE_TASKS },
};

import type { ModelKind } from '../estimator.js';
import type { LinearModel, WrittenLinear } from '../linear/linear-model.js';
import { weightsFormat } from '../linear/weights-format.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { LINEAR_SVM, type SvmSettings, svmSettings } from './settings.js';
import { svmSize } from './size.js';

/** A linear support vector machine: each code against all others, by the squared hinge loss, to a certified gap. */
export const linearSvm: ModelKind<SvmSettings, LinearModel, WrittenLinear> = {
  name: LINEAR_SVM,
  summary: 'separates each code from all others by a margin',
  readsFeatures: true,
  settings: svmSettings,
  format: weightsFormat(LINEAR_SVM),
  fingerprint: () => ({ linearSvm: 2 }),
  size: svmSize,
  fit: async (...asked) => (await import('./fit-svm.js')).fitSvm(...asked),
  tasks: { 'fit-codes': () => import('./fit-codes.js'), ...JUDGE_TASKS },
};

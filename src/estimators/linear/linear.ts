import { kernelDigest } from '../../kernels/load-module.js';
import type { ModelKind } from '../estimator.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { LINEAR, type LinearModel, type WrittenLinear } from './linear-model.js';
import { isOfTeams, type LinearSettings, linearSettings } from './settings.js';
import { linearSize } from './size.js';
import { weightsFormat } from './weights-format.js';

/** Multinomial logistic regression: one weight a feature and code. */
export const linear: ModelKind<LinearSettings, LinearModel, WrittenLinear> = {
  name: LINEAR,
  summary: 'weighs every feature for every code',
  readsFeatures: true,
  settings: linearSettings,
  format: weightsFormat(LINEAR),
  fingerprint: () => ({ kernel: kernelDigest('linear') }),
  size: linearSize,
  fit: async (...asked) => (await import('./elsewhere/fit-linear.js')).fitLinear(...asked),
  answers: isOfTeams,
  tasks: {
    fit: () => import('./fit-member.js'),
    certify: () => import('./elsewhere/certify-member.js'),
    ...JUDGE_TASKS,
  },
};

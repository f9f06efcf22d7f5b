import { kernelDigest } from '../../kernels/load-module.js';
import type { ModelKind } from '../estimator.js';
import { fitWithTeams } from './fit-teams.js';
import { LINEAR, type LinearModel, type WrittenLinear } from './linear-model.js';
import { scoreWithTeam } from './score-with-team.js';
import { type LinearSettings, linearSettings } from './settings.js';
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
  fit: fitWithTeams,
  tasks: { fit: () => import('./fit-member.js'), score: () => import('./score-member.js') },
  scoreRows: scoreWithTeam,
};

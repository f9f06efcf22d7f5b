import type { ModelKind } from '../estimator.js';
import { MAJORITY, type MajorityModel, majorityFormat } from './majority-model.js';
import { type MajoritySettings, majoritySettings } from './settings.js';

/**
 * The baseline that knows nothing of the text: every row gets the most frequent code (ties: the first), with the shares of the
 * codes as probabilities, which is the optimum of an intercept alone, in closed form.
 */
export const majority: ModelKind<MajoritySettings, MajorityModel> = {
  name: MAJORITY,
  summary: 'always answers the most frequent code',
  readsFeatures: false,
  settings: majoritySettings,
  format: majorityFormat,
  fingerprint: () => ({ majority: 1 }),
  size: () => NO_SIZE,
  fit: async (...asked) => (await import('./fit-majority.js')).fitMajority(...asked),
};

/** Counting takes nothing that a forecast would notice. */
const NO_SIZE = {
  trialBytes: 0,
  finalBytes: 0,
  modelBytes: 0,
  fileBytes: 0,
  memories: () => 1,
  trialSeconds: () => 0,
  finalSeconds: 0,
  scoreSeconds: 0,
};

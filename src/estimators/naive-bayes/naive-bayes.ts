import type { ModelKind } from '../estimator.js';
import type { LinearModel, WrittenLinear } from '../linear/linear-model.js';
import { weightsFormat } from '../linear/weights-format.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { NAIVE_BAYES, type NaiveBayesSettings, naiveBayesSettings } from './settings.js';
import { naiveBayesSize } from './size.js';

/**
 * Naive Bayes over the values of the rows as counts: multinomial, and complement after Rennie, Shih, Teevan and Karger (2003). Scores
 * are sums of a weight a feature and code, so that its models are kept and explained as linear ones are.
 */
export const naiveBayes: ModelKind<NaiveBayesSettings, LinearModel, WrittenLinear> = {
  name: NAIVE_BAYES,
  summary: 'counts how often each feature comes with each code',
  readsFeatures: true,
  settings: naiveBayesSettings,
  format: weightsFormat(NAIVE_BAYES),
  fingerprint: () => ({ naiveBayes: 1 }),
  size: naiveBayesSize,
  fit: async (...asked) => (await import('./fit-naive-bayes.js')).fitNaiveBayes(...asked),
  tasks: { weigh: () => import('./weigh-features.js'), ...JUDGE_TASKS },
};

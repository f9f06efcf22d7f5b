import type { ModelKind } from '../estimator.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { type LookupModel, lookupFormat } from './lookup-model.js';
import { LOOKUP, type LookupSettings, lookupSettings } from './settings.js';
import { lookupSize } from './size.js';

/** What offices use before any model: a text that was coded before gets its code again, any other that of the texts most like it. */
export const lookup: ModelKind<LookupSettings, LookupModel> = {
  name: LOOKUP,
  summary: 'looks a text up among those of training, or the nearest ones by their n-grams',
  readsFeatures: true,
  settings: lookupSettings,
  format: lookupFormat,
  fingerprint: () => ({ lookup: 1 }),
  size: lookupSize,
  fit: async (...asked) => (await import('./fit-lookup.js')).fitLookup(...asked),
  tasks: JUDGE_TASKS,
};

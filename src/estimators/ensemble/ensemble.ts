import type { ModelKind } from '../estimator.js';
import { JUDGE_TASKS } from '../trial/judge-trial.js';
import { ensembleFormat } from './ensemble-format.js';
import type { EnsembleModel } from './ensemble-model.js';
import { ENSEMBLE, type EnsembleSettings, ensembleRules, type KnownKinds } from './settings.js';
import { ensembleSize } from './size.js';

/**
 * A calibrated average of the best trials of other kinds: each member's scores are divided by a temperature, its probabilities count by a
 * share, both fitted on validation rows. It is fitted, judged and chosen as any other trial.
 */
export function ensembleOf(kinds: KnownKinds): ModelKind<EnsembleSettings, EnsembleModel> {
  return {
    name: ENSEMBLE,
    summary: 'averages the best trials of the other kinds',
    readsFeatures: true,
    readsCodebook: ({ members }) =>
      members.some((member) => kinds.kindNamed(member.estimator, 'member of an ensemble').readsCodebook?.(member) ?? false),
    settings: ensembleRules(kinds),
    format: ensembleFormat(kinds),
    // Whatever decides the models of its members decides its own.
    fingerprint: () => ({ ensemble: 1, kinds: Object.fromEntries(kinds.singleKinds.map((kind) => [kind.name, kind.fingerprint()])) }),
    size: (settings, sizes, limits) => ensembleSize(settings, sizes, limits, kinds),
    fit: async (requests, services) => (await import('./fit-ensemble.js')).fitEnsembles(requests, services, kinds),
    tasks: JUDGE_TASKS,
  };
}

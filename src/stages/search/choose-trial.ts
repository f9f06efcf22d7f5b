import type { Trial, Trials } from '../../artifacts/trials.js';

/** What a trial is ranked by. */
export type RankedTrial = Pick<Trial, 'trial' | 'settings' | 'featureCount'> & { readonly score: number };

/** The better trial first; ties go to the larger l2, then the larger l1, then fewer features, then the earlier: a total order. */
export function compareTrials(a: RankedTrial, b: RankedTrial): number {
  return b.score - a.score || b.settings.l2 - a.settings.l2 || b.settings.l1 - a.settings.l1 || a.featureCount - b.featureCount || a.trial - b.trial;
}

/** The best trial by validation metric among those that were fitted in full. */
export function chooseTrial(trials: readonly Trial[], metric: Trials['metric']): number {
  const ranked = trials
    .filter(({ halving }) => (halving?.droppedAt ?? null) === null)
    .map((trial) => ({ ...trial, score: trial.validation[metric] }))
    .sort(compareTrials);
  return ranked[0]?.trial ?? 0;
}

/** The rule of the choice, in a sentence for people. */
export function describeRule(trials: readonly Trial[], metric: Trials['metric']): string {
  const first = trials[0];
  const foldCount = first?.folds?.length ?? 0;
  const judged = foldCount > 0 ? `best mean ${metric} over ${foldCount} folds` : `best validation ${metric}`;
  if (first?.halving === undefined) return judged;
  const full = trials.filter(({ halving }) => halving?.droppedAt === null).length;
  return `${judged} of the ${full === 1 ? 'one' : full} fitted in full; successive halving dropped ${trials.length - full} after one pass over some or all of the rows`;
}

import type { FitSettings } from '../../artifacts/fit.js';
import type { JudgedOutcome, Trial, Trials } from '../../artifacts/trials.js';
import { kindOf } from '../../estimators/kinds.js';
import { chosenPass } from '../../ml/chosen-pass.js';

/** What a trial is ranked by. */
export type RankedTrial = Pick<Trial, 'trial' | 'settings' | 'featureCount'> & { readonly score: number; readonly loss: number };

/**
 * A total order of the trials of a search, given the settings of all of them in grid order. The better trial first; ties go to
 * the lower loss of the validation rows, then to the kind that is listed first, then to the settings that the kind calls simpler,
 * then to fewer features, then to the earlier.
 */
export function trialOrder(settings: readonly FitSettings[]): (a: RankedTrial, b: RankedTrial) => number {
  const kinds = [...new Set(settings.map(({ estimator }) => estimator))];
  const place = ({ estimator }: FitSettings): number => kinds.indexOf(estimator);
  return (a, b) =>
    b.score - a.score || compareNumbers(a.loss, b.loss) || place(a.settings) - place(b.settings) || compareLike(a, b) || a.trial - b.trial;
}

/** Infinite where a kind has no losses: such trials are equal among themselves. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A trial as it is ranked. */
export function rankedBy<Own extends Omit<RankedTrial, 'score' | 'loss'> & JudgedOutcome>(trial: Own, metric: Trials['metric']): Own & RankedTrial {
  const loss = chosenPass(trial).validation?.loss ?? Number.POSITIVE_INFINITY;
  return { ...trial, score: trial.validation[metric], loss };
}

/** Trials of one kind. */
function compareLike(a: RankedTrial, b: RankedTrial): number {
  return kindOf(a.settings).settings.compare(a.settings, b.settings) || a.featureCount - b.featureCount;
}

/** The best trial by validation metric among those that were fitted in full. */
export function chooseTrial(trials: readonly Trial[], metric: Trials['metric']): number {
  const ranked = trials
    .filter(({ halving }) => (halving?.droppedAt ?? null) === null)
    .map((trial) => rankedBy(trial, metric))
    .sort(trialOrder(trials.map(({ settings }) => settings)));
  return ranked[0]?.trial ?? 0;
}

/** The rule of the choice, in a sentence for people. */
export function describeRule(trials: readonly Trial[], metric: Trials['metric']): string {
  const first = trials[0];
  const foldCount = first?.folds?.length ?? 0;
  const judged = foldCount > 0 ? `best mean ${metric} over ${foldCount} folds` : `best validation ${metric}`;
  if (first?.halving === undefined) return judged;
  const full = trials.filter(({ halving }) => halving?.droppedAt === null).length;
  return `${judged} of the ${full === 1 ? 'one' : full} fitted in full; successive halving dropped ${trials.length - full} after a few passes`;
}

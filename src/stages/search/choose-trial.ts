import type { Trial, Trials } from '../../artifacts/trials.js';

/** The trial with the best validation metric; ties go to the larger l2, then the larger l1, then fewer features, then the earlier. */
export function chooseTrial(trials: readonly Trial[], metric: Trials['metric']): number {
  let best = 0;
  for (let i = 1; i < trials.length; i++) if (isBetter(trials[i] as Trial, trials[best] as Trial, metric)) best = i;
  return best;
}

function isBetter(a: Trial, b: Trial, metric: Trials['metric']): boolean {
  const orders = [
    a.validation[metric] - b.validation[metric],
    a.settings.l2 - b.settings.l2,
    a.settings.l1 - b.settings.l1,
    b.featureCount - a.featureCount,
  ];
  return (orders.find((order) => order !== 0) ?? 0) > 0;
}

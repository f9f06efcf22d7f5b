import type { FitRequest } from '../fit.js';
import type { SolverSettings } from '../fit-record.js';

/**
 * Whether a fit is certified: an exact one always, by its gap it knows when to end; a fast one when its settings ask for it. The
 * objective of two factors is not convex, so that nothing bounds it; with blankout, label smoothing or logit adjustment another
 * objective is fitted than the one that a certificate is about.
 */
export function isCertified({ settings, certify }: Pick<FitRequest<SolverSettings, unknown>, 'settings' | 'certify'>): boolean {
  return settings.mode === 'exact' || (certify && settings.certify === true && isConvex(settings) && !hasOtherObjective(settings));
}

/** Why a fast fit has no certificate. */
export function whyUncertified(settings: SolverSettings): string {
  const { rank, certify } = settings;
  if (!isConvex(settings)) return `the objective of two factors (rank ${rank}) is not convex`;
  if (hasOtherObjective(settings)) return 'blankout, label smoothing and logit adjustment fit another objective';
  return certify === true
    ? 'of fast fits the final one alone is certified'
    : 'it takes about as long as a fast fit, which has one when search.certify: true asks for it';
}

/** Whether all of W is fitted as it is: the mean of such fits is one point of a convex objective. */
function isConvex({ rank, mixed, fullShare }: SolverSettings): boolean {
  return rank === null || (mixed === true && fullShare === 1);
}

function hasOtherObjective({ blankout = 0, labelSmoothing = 0, logitAdjustment = 0 }: SolverSettings): boolean {
  return blankout > 0 || labelSmoothing > 0 || logitAdjustment > 0;
}

import type { Certificate, Fit } from '../../artifacts/fit.js';
import type { Trial } from '../../artifacts/trials.js';
import { unreachable } from '../../core/unreachable.js';
import { kindOf } from '../../estimators/kinds.js';
import { formatNumber, formatShare } from '../format.js';
import type { Tone } from '../page/parts.js';

/** How a fit ended, for people. */
export interface FitVerdict {
  readonly tone: Tone;
  readonly headline: string;
  readonly detail: string;
}

/** The pass count that validation liked best in a trial; null when that is only the limit at which the trial was cut. */
export function chosenPassCount(trial: Pick<Trial, 'status' | 'bestPass' | 'passes'> | undefined): number | null {
  if (trial === undefined) return null;
  const wasCut = trial.status === 'pass-limit' && trial.bestPass === trial.passes.length;
  return wasCut ? null : trial.bestPass;
}

type Ended = Pick<Fit, 'status' | 'certificate' | 'settings' | 'passes' | 'bestPass'>;

/**
 * How a fit ended, in plain words. Only a fit whose certificate is inside its tolerance is called converged.
 * One that ended where validation chose did so on purpose; one that ran into its limit did not.
 * `chosenCount` is the pass count that validation liked best in the search; null when no search is known, or when it chose none.
 */
export function fitVerdict(fit: Ended, chosenCount: number | null = null): FitVerdict {
  const { status, settings, passes } = fit;
  const { patience } = kindOf(settings).settings.stopsAt(settings);
  const passCount = `${passes.length} ${passes.length === 1 ? 'pass' : 'passes'}`;
  switch (status) {
    case 'converged':
      return provenVerdict(fit, passCount);
    case 'rounded':
      return {
        tone: 'neutral',
        headline: `Converged in ${passCount}, and its weights were then rounded`,
        detail: boundSentence(fit.certificate),
      };
    case 'closed-form':
      return { tone: 'good', headline: 'Exact: solved in closed form', detail: 'This estimator needs no passes.' };
    case 'grown':
      return { tone: 'good', headline: 'Grown in full', detail: `There is nothing to converge to. ${boundSentence(fit.certificate)}` };
    case 'stopped-by-validation':
      return {
        tone: 'neutral',
        headline: `Stopped early on purpose: validation chose pass ${fit.bestPass} of ${passCount}`,
        detail: `Smoothed over neighbouring passes, the validation metric was highest at pass ${fit.bestPass}, whose weights were kept (patience ${patience}, and one more for every two passes up to it). ${WHY_EARLY} ${boundSentence(fit.certificate)}`,
      };
    case 'pass-limit':
      if (chosenCount === passes.length) return chosenVerdict(fit, passCount);
      return {
        tone: 'caution',
        headline: `Not converged: ended at its pass limit after ${passCount}`,
        detail: `It counted passes, not progress: more of them may lower the objective further. ${boundSentence(fit.certificate)}`,
      };
    default:
      return unreachable(status);
  }
}

const WHY_EARLY = 'More passes would lower the objective on the training rows, not the error on others: it is not called converged, nor meant to be.';

function chosenVerdict({ certificate }: Ended, passCount: string): FitVerdict {
  return {
    tone: 'neutral',
    headline: `Stopped early on purpose: ran the ${passCount} that validation chose`,
    detail: `${WHY_EARLY} ${boundSentence(certificate)}`,
  };
}

function provenVerdict({ certificate, settings }: Ended, passCount: string): FitVerdict {
  const { tolerance } = kindOf(settings).settings.stopsAt(settings);
  if (certificate.kind === 'duality-gap' && tolerance !== null && certificate.relativeGap <= tolerance) {
    return {
      tone: 'good',
      headline: `Converged: relative gap ${formatNumber(certificate.relativeGap)} within the tolerance ${formatNumber(tolerance)}`,
      detail: `Reached in ${passCount}. ${boundSentence(certificate)}`,
    };
  }
  return {
    tone: 'bad',
    headline: 'Reported as converged, but its certificate does not show it',
    detail: `Ended after ${passCount}. ${boundSentence(certificate)}`,
  };
}

/** What the certificate proves about the objective. */
export function boundSentence(certificate: Certificate): string {
  if (certificate.kind === 'none') return `No certificate: ${certificate.reason}.`;
  const { objective, gap, relativeGap } = certificate;
  if (relativeGap >= 1) return `The certificate proves nothing here: its gap is as large as the objective (${formatNumber(objective)}).`;
  return `Certified: no weights bring the objective from ${formatNumber(objective)} below ${formatNumber(objective - gap)}, so at most ${formatShare(relativeGap)} of it is left to gain.`;
}

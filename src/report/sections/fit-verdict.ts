import type { Certificate, Fit } from '../../artifacts/fit.js';
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

type Ended = Pick<Fit, 'status' | 'certificate' | 'settings' | 'passes' | 'bestPass'>;

/**
 * How a fit ended, in plain words. Only a fit whose certificate is inside its tolerance is called converged.
 * `chosenPassCount` is the pass count that validation liked best in the search; null when no search is known.
 */
export function fitVerdict(fit: Ended, chosenPassCount: number | null = null): FitVerdict {
  const { status, settings, passes } = fit;
  const { patience } = kindOf(settings).settings.stopsAt(settings);
  const passCount = `${passes.length} ${passes.length === 1 ? 'pass' : 'passes'}`;
  switch (status) {
    case 'converged':
      return provenVerdict(fit, passCount);
    case 'closed-form':
      return { tone: 'good', headline: 'Exact: solved in closed form', detail: 'This estimator needs no passes.' };
    case 'stopped-by-validation':
      return {
        tone: 'caution',
        headline: `Not converged: stopped by validation after ${passCount}`,
        detail: `The validation metric did not rise for ${patience} ${patience === 1 ? 'pass' : 'passes'}; the weights of pass ${fit.bestPass} were kept. More passes would lower the objective further. ${boundSentence(fit.certificate)}`,
      };
    case 'pass-limit':
      return {
        tone: 'caution',
        headline:
          chosenPassCount === passes.length
            ? `Not converged: ran the ${passCount} that validation chose`
            : `Not converged: ended at its pass limit after ${passCount}`,
        detail: `It counted passes, not progress: more of them may lower the objective further. ${boundSentence(fit.certificate)}`,
      };
    default:
      return unreachable(status);
  }
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

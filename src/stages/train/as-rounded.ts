import type { NumberType } from '../../core/number-type.js';
import type { FitOutcome } from '../../ml/fit.js';

/** What came of a fit once its weights are rounded: a bound on the distance from the optimum was one of weights that do not ship. */
export function asRounded(outcome: FitOutcome, numberType: NumberType): FitOutcome {
  const { certificate, status } = outcome;
  if (numberType === 'f32' || certificate.kind === 'none') return outcome;
  const reason = `the weights that ship are rounded to ${numberType}; before that the relative gap was ${certificate.relativeGap.toExponential(1)}`;
  return { ...outcome, status: status === 'converged' ? 'rounded' : status, certificate: { kind: 'none', reason, objective: certificate.objective } };
}

import type { Comparison } from '../../artifacts/evaluation.js';
import type { SuiteCheck } from '../../artifacts/suite.js';

/**
 * What the gate says once required suites count too: a candidate that is worse on one of them is refused, whatever the test rows say; where one
 * cannot tell it does not pass. Each suite must pass by itself, so none makes up for another, and more of them let no worse model through.
 */
export function holdSuites(comparison: Comparison, suites: readonly SuiteCheck[]): Comparison {
  const worse = suites.filter(({ decision }) => decision === 'refuse');
  const unclear = suites.filter(({ decision }) => decision === 'cannot-tell');
  if (worse.length > 0) return { ...comparison, suites, decision: 'refuse', reason: besides(worse, comparison) };
  if (unclear.length === 0 || comparison.decision !== 'promote') return { ...comparison, suites };
  return { ...comparison, suites, decision: 'cannot-tell', reason: besides(unclear, comparison) };
}

function besides(checks: readonly SuiteCheck[], { reason }: Comparison): string {
  return `${checks.map((check) => `suite ${check.suite}: ${check.reason}`).join('; ')}; besides: ${reason}`;
}

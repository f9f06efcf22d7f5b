import type { Comparison } from '../../artifacts/evaluation.js';
import { Failure } from '../../core/failure.js';
import type { StageContext } from '../../stages/stage-context.js';
import { findVersion } from '../find-model.js';
import { compareSuites } from './compare-suites.js';
import { holdSuites } from './hold-suites.js';
import type { MadeForSuites, SuiteRows } from './suite-rows.js';

/**
 * What the gate says once the suites of `gate.suites` count too. Without a champion, or where it is the very candidate, nothing is compared.
 * Failures: those of reading the champion; only a warning where the gate cannot tell anyway, since then the champion may be damaged.
 */
export async function checkSuites(
  comparison: Comparison,
  suites: readonly SuiteRows[],
  made: MadeForSuites,
  context: StageContext,
): Promise<Comparison> {
  if (context.config.gate.suites === undefined || comparison.champion === null || comparison.decision === 'unchanged') return comparison;
  try {
    const at = comparison.champion.lastIndexOf('@');
    const champion = await findVersion(comparison.champion.slice(0, at), comparison.champion.slice(at + 1), context.registry);
    return holdSuites(comparison, await compareSuites(suites, made, champion, context));
  } catch (error) {
    if (!(error instanceof Failure) || comparison.decision !== 'cannot-tell') throw error;
    context.emit({ type: 'warning', stage: 'suites', message: `gate.suites: ${error.message}` });
    return comparison;
  }
}

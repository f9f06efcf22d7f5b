import type { Comparison } from '../../artifacts/evaluation.js';
import type { StageContext } from '../../stages/stage-context.js';
import { besideChampion } from '../run/beside-champion.js';
import { compareSuites } from './compare-suites.js';
import { holdSuites } from './hold-suites.js';
import type { MadeForSuites, SuiteRows } from './suite-rows.js';

/** What the gate says once the suites of `gate.suites` count too, see `besideChampion`. Failures: those of reading the champion. */
export async function checkSuites(
  comparison: Comparison,
  suites: readonly SuiteRows[],
  made: MadeForSuites,
  context: StageContext,
): Promise<Comparison> {
  if (context.config.gate.suites === undefined) return comparison;
  return besideChampion(comparison, { key: 'gate.suites', stage: 'suites' }, context, async (champion) =>
    holdSuites(comparison, await compareSuites(suites, made, champion, context)),
  );
}

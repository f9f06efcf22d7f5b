import type { Comparison } from '../../artifacts/evaluation.js';
import { Failure } from '../../core/failure.js';
import type { RegisteredVersion } from '../../registry/registry.js';
import type { StageContext } from '../../stages/stage-context.js';
import { findRegistered } from '../find-model.js';

/**
 * What the gate says once a further check beside the champion counts too. Without a champion, or where it is the very candidate, nothing is
 * checked. Failures: those of the check; only a warning where the gate cannot tell anyway, since then the champion may be damaged, or read
 * other columns. `key` names the check in the configuration, `stage` whom a warning is from.
 */
export async function besideChampion(
  comparison: Comparison,
  { key, stage }: { readonly key: string; readonly stage: string },
  { registry, emit }: Pick<StageContext, 'registry' | 'emit'>,
  check: (champion: RegisteredVersion) => Promise<Comparison>,
): Promise<Comparison> {
  if (comparison.champion === null || comparison.decision === 'unchanged') return comparison;
  try {
    return await check(await findRegistered(comparison.champion, registry));
  } catch (error) {
    if (!(error instanceof Failure) || comparison.decision !== 'cannot-tell') throw error;
    emit({ type: 'warning', stage, message: `${key}: ${error.message}` });
    return comparison;
  }
}

import type { GateDecision } from '../../../artifacts/evaluation.js';
import type { PipelineConfig } from '../../../config/pipeline-config.js';
import { FAILURES } from '../../../core/failure.js';

/**
 * What the gate makes of a run that is done: a refusal counts only where promotion was asked for (`gate.promote`), doubt
 * only with `gate.cannotTell: fail`.
 */
export function gateEnd(decision: GateDecision, { promote, cannotTell }: PipelineConfig['gate']): { status: string; exitCode: number } {
  if (decision === 'refuse' && promote) return { status: 'refused', exitCode: FAILURES['gate.refused'].exitCode };
  if (decision === 'cannot-tell' && cannotTell === 'fail') return { status: 'cannot-tell', exitCode: FAILURES['gate.cannot-tell'].exitCode };
  return { status: 'done', exitCode: 0 };
}

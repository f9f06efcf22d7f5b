import type { Comparison } from '../../artifacts/evaluation.js';
import type { PipelineConfig } from '../../config/pipeline-config.js';
import type { PairedDifference } from '../../evaluation/paired-difference.js';

/**
 * The gate. With d the difference (candidate minus champion), L its one-sided lower bound and m the margin fixed beforehand:
 *
 *   promote      L ≥ −m        the candidate is, with the confidence asked for, not worse by more than the margin
 *   refuse       d < −m        (and so L < −m) on the shared rows it is worse by more than the margin
 *   cannot tell  L < −m ≤ d    it looks good enough, but these rows do not show it
 */
export function decide(
  { difference, lowerBound }: Pick<PairedDifference, 'difference' | 'lowerBound'>,
  { metric, margin, confidence }: Pick<PipelineConfig['gate'], 'metric' | 'margin' | 'confidence'>,
): Pick<Comparison, 'decision' | 'reason'> {
  const level = `${Number((100 * confidence).toFixed(2))} %`;
  const found = `${metric} differs by ${signed(difference)}, lower bound ${signed(lowerBound)} (${level}), margin ${signed(-margin)}`;
  if (lowerBound >= -margin) return { decision: 'promote', reason: `not worse by more than the margin: ${found}` };
  if (difference < -margin) return { decision: 'refuse', reason: `worse by more than the margin: ${found}` };
  return { decision: 'cannot-tell', reason: `too few rows to rule out a loss beyond the margin: ${found}` };
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
}

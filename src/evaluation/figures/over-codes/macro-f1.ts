import { type CodeCounts, f1Of, summarise } from '../../../ml/code-counts.js';
import type { CodeFigure } from '../figure.js';

/**
 * macro F1 = (1/|C|) Σ_{c in C} F1(c),   F1(c) = 2·right(c) / (support(c) + predicted(c)), 0 when c neither occurs nor is given
 *
 * with C the label set: the codes with support, or all codes of the run, where a code without a row counts as 0.
 */
export const macroF1 = {
  name: 'macroF1',
  label: 'macro F1',
  over: 'given-codes',
  differsByLabelSet: true,
  compute: (counts, labelSet) => (labelSet === 'with-support' ? summarise(counts).macroF1 : meanOverAll(counts)),
  sharedBy: 'code',
  interval: { estimand: 'expected macro F1' },
  format: 'score',
  mean: { kind: 'macro', of: 'F1' },
  card: { size: 'large', place: 2 },
} as const satisfies CodeFigure;

function meanOverAll(counts: CodeCounts): number {
  let sum = 0;
  for (let code = 0; code < counts.support.length; code++) sum += f1Of(counts, code);
  return counts.support.length > 0 ? sum / counts.support.length : 0;
}

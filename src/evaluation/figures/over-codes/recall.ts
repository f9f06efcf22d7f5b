import type { CodeCounts } from '../../../ml/code-counts.js';
import type { CodeFigure } from '../figure.js';
import { asAccuracy } from './as-accuracy.js';
import { macroMean } from './code-means.js';

/** macro recall = (1/|C|) Σ_{c in C} right(c) / support(c), 0 for a code without a row; C is the label set. */
export const macroRecall = {
  name: 'macroRecall',
  label: 'macro recall',
  over: 'given-codes',
  differsByLabelSet: true,
  compute: (counts, labelSet) => macroMean(counts, labelSet, recallOf),
  sharedBy: 'code',
  interval: { estimand: 'expected macro recall' },
  compares: false,
  format: 'score',
  mean: { kind: 'macro', of: 'recall' },
  card: { size: 'cell' },
} as const satisfies CodeFigure;

/** weighted recall = (1/W) Σ_c support(c)·recall(c) = (1/W) Σ_c right(c) = accuracy. */
export const weightedRecall = asAccuracy('weightedRecall', 'weighted recall', { kind: 'weighted', of: 'recall' });

/** micro recall = Σ_c right(c) / Σ_c support(c) = accuracy: every row has one code. */
export const microRecall = asAccuracy('microRecall', 'micro recall', { kind: 'micro', of: 'recall' });

function recallOf({ right, support }: CodeCounts, code: number): number {
  return support[code]! > 0 ? right[code]! / support[code]! : 0;
}

import type { CodeCounts } from '../../../ml/code-counts.js';
import type { CodeFigure } from '../figure.js';
import { asAccuracy } from './as-accuracy.js';
import { macroMean, weightedMean } from './code-means.js';

/** macro precision = (1/|C|) Σ_{c in C} right(c) / predicted(c), 0 for a code that is never given; C is the label set. */
export const macroPrecision = {
  name: 'macroPrecision',
  label: 'macro precision',
  over: 'given-codes',
  differsByLabelSet: true,
  compute: (counts, labelSet) => macroMean(counts, labelSet, precisionOf),
  sharedBy: 'code',
  interval: { estimand: 'expected macro precision' },
  compares: false,
  format: 'score',
  mean: { kind: 'macro', of: 'precision' },
  card: { size: 'cell' },
} as const satisfies CodeFigure;

/** weighted precision = (1/W) Σ_c support(c)·precision(c), W = Σ_c support(c). */
export const weightedPrecision = {
  name: 'weightedPrecision',
  label: 'weighted precision',
  over: 'given-codes',
  differsByLabelSet: false,
  compute: (counts) => weightedMean(counts, precisionOf),
  sharedBy: 'weight',
  interval: { estimand: 'expected weighted precision' },
  compares: false,
  format: 'score',
  mean: { kind: 'weighted', of: 'precision' },
  card: { size: 'cell' },
} as const satisfies CodeFigure;

/** micro precision = Σ_c right(c) / Σ_c predicted(c) = accuracy: every row is given one code. */
export const microPrecision = asAccuracy('microPrecision', 'micro precision', { kind: 'micro', of: 'precision' });

function precisionOf({ right, predicted }: CodeCounts, code: number): number {
  return predicted[code]! > 0 ? right[code]! / predicted[code]! : 0;
}

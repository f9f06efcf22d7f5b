import { summarise } from '../../../ml/code-counts.js';
import type { CodeFigure } from '../figure.js';

/** micro F1 = 2·Σ_c right(c) / Σ_c (support(c) + predicted(c)) = accuracy: every row has one code and is given one, under either label set. */
export const microF1 = {
  name: 'microF1',
  label: 'micro F1',
  over: 'given-codes',
  differsByLabelSet: false,
  compute: (counts) => summarise(counts).microF1,
  sharedBy: 'weight',
  interval: { sameAs: 'accuracy' },
  format: 'score',
  mean: { kind: 'micro', of: 'F1' },
  card: { size: 'cell' },
} as const satisfies CodeFigure;

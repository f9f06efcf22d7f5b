import { summarise } from '../../../ml/code-counts.js';
import type { CodeFigure } from '../figure.js';

/** accuracy = (1/W) Σ_c right(c),   W = Σ_c support(c): the weight of the rows that were given their code. */
export const accuracy = {
  name: 'accuracy',
  label: 'accuracy',
  over: 'given-codes',
  differsByLabelSet: false,
  compute: (counts) => summarise(counts).accuracy,
  sharedBy: 'weight',
  interval: { estimand: 'expected accuracy' },
  format: 'score',
  card: { size: 'large', place: 1 },
} as const satisfies CodeFigure;

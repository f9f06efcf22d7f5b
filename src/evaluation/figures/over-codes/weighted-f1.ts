import { summarise } from '../../../ml/code-counts.js';
import type { CodeFigure } from '../figure.js';

/** weighted F1 = (1/W) Σ_c support(c)·F1(c), with F1 as in macro F1 and W = Σ_c support(c): a code without support has no part in it. */
export const weightedF1 = {
  name: 'weightedF1',
  label: 'weighted F1',
  over: 'given-codes',
  differsByLabelSet: false,
  compute: (counts) => summarise(counts).weightedF1,
  sharedBy: 'weight',
  interval: { estimand: 'expected weighted F1' },
  format: 'score',
  mean: { kind: 'weighted', of: 'F1' },
  card: { size: 'cell' },
} as const satisfies CodeFigure;

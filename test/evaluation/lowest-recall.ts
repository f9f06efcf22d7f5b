import type { CodeFigure } from '../../src/evaluation/figures/figure.js';

/** Recall of the code that is found least; one without a row counts as 0. A figure that only tests know. */
export const lowestRecall = {
  name: 'lowestRecall',
  label: 'lowest recall',
  over: 'given-codes',
  differsByLabelSet: true,
  compute: ({ support, right }, labelSet) => {
    const codes = [...support.keys()].filter((code) => labelSet === 'all-codes' || support[code]! > 0);
    return Math.min(...codes.map((code) => (support[code]! > 0 ? right[code]! / support[code]! : 0)));
  },
  sharedBy: 'code',
  interval: { estimand: 'expected lowest recall' },
  format: 'score',
  card: { size: 'large', place: 9 },
} as const satisfies CodeFigure;

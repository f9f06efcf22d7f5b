import type { CodeFigure } from '../figure.js';
import { macroRecall } from './recall.js';

/** balanced accuracy = macro recall over the codes with support, whatever the label set: what a code without a row would add is not defined. */
export const balancedAccuracy = {
  name: 'balancedAccuracy',
  label: 'balanced accuracy',
  over: 'given-codes',
  differsByLabelSet: false,
  compute: (counts) => macroRecall.compute(counts, 'with-support'),
  sharedBy: 'code',
  interval: { estimand: 'expected balanced accuracy' },
  compares: false,
  format: 'score',
  card: { size: 'small', place: 1, note: 'mean recall of codes with test support' },
} as const satisfies CodeFigure;

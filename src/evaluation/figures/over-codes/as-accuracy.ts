import { summarise } from '../../../ml/code-counts.js';
import type { CodeFigure, MeanKind, MeanOf } from '../figure.js';

/** A mean over codes that comes to the accuracy, since every row has one code and is given one. */
export function asAccuracy<const Name extends string>(name: Name, label: string, mean: { readonly kind: MeanKind; readonly of: MeanOf }) {
  return {
    name,
    label,
    over: 'given-codes',
    differsByLabelSet: false,
    compute: (counts) => summarise(counts).accuracy,
    sharedBy: 'weight',
    interval: { sameAs: 'accuracy' },
    compares: false,
    format: 'score',
    mean,
    card: { size: 'cell' },
  } as const satisfies CodeFigure;
}

import type { RowFigure } from '../figure.js';

/**
 * log loss = (1/W') Σ w·loss,   loss = −ln(calibrated probability of the row's code), in nats
 *
 * over the rows whose code the model knows, W' their weight; the others, where the loss is infinite, are counted apart.
 */
export const logLoss = {
  name: 'logLoss',
  label: 'log loss',
  over: 'rows',
  compute: ({ loss, weight }) => {
    let known = 0;
    let sum = 0;
    for (let row = 0; row < loss.length; row++) {
      if (loss[row] === Number.POSITIVE_INFINITY) continue;
      const w = weight === null ? 1 : weight[row]!;
      known += w;
      sum += w * loss[row]!;
    }
    return known > 0 ? sum / known : 0;
  },
  format: 'number',
  card: { size: 'small', place: 5, note: 'nats a row, lower is better' },
} as const satisfies RowFigure;

/** Rows whose code the model does not know: wrong in every other figure, left out of the log loss. */
export const unknownCodeRowCount = {
  name: 'unknownCodeRowCount',
  label: 'rows of unknown codes',
  over: 'rows',
  compute: ({ loss }) => loss.reduce((count, value) => count + (value === Number.POSITIVE_INFINITY ? 1 : 0), 0),
  format: 'count',
  card: null,
} as const satisfies RowFigure;

import type { RowFigure } from '../figure.js';
import { meanOverRows } from './mean-over-rows.js';

/** Brier = (1/W) Σ w·(score − [right])², score the calibrated probability of the code given: top label only. */
export const brier = {
  name: 'brier',
  label: 'Brier score of the first code',
  over: 'rows',
  compute: (rows) =>
    meanOverRows(rows, (row, weight) => {
      const miss = rows.score[row]! - (rows.label[row] === rows.predicted[row] ? 1 : 0);
      return weight * miss * miss;
    }),
  format: 'score',
  card: { size: 'small', place: 7, note: 'of the score of the code given; lower is better' },
} as const satisfies RowFigure;

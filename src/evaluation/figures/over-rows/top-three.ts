import type { RowFigure } from '../figure.js';
import { shareAmongBest } from './share-among-best.js';

/** top-3 = (1/W) Σ w·[the row's code is among the three best] */
export const topThree = {
  name: 'top3',
  label: 'top 3',
  over: 'rows',
  compute: (rows) => shareAmongBest(rows, 3),
  format: 'score',
  card: { size: 'small', place: 3, note: 'right code among the first three' },
} as const satisfies RowFigure;

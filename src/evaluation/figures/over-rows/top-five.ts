import type { RowFigure } from '../figure.js';
import { shareAmongBest } from './share-among-best.js';

/** top-5 = (1/W) Σ w·[the row's code is among the five best] */
export const topFive = {
  name: 'top5',
  label: 'top 5',
  over: 'rows',
  compute: (rows) => shareAmongBest(rows, 5),
  format: 'score',
  card: { size: 'small', place: 4, note: 'right code among the first five' },
} as const satisfies RowFigure;

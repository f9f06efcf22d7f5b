import type { RowFigure } from './figure.js';
import { meanOverRows } from './mean-over-rows.js';

/** top-5 = (1/W) Σ w·[the row's code is among the five best] */
export const topFive = {
  name: 'top5',
  label: 'top 5',
  over: 'rows',
  compute: (rows) => meanOverRows(rows, (row, weight) => (rows.rank[row]! >= 0 && rows.rank[row]! < 5 ? weight : 0)),
  format: 'score',
  card: { size: 'small', place: 3, note: 'right code among the first five' },
} as const satisfies RowFigure;

import type { JudgedRows } from '../../judged-rows.js';
import type { RowFigure } from '../figure.js';
import { meanOverRows } from './mean-over-rows.js';

/** top-3 = (1/W) Σ w·[the row's code is among the three best] */
export const topThree = amongBest('top3', 3, { size: 'small', place: 3, note: 'right code among the first three' });

/** top-5 = (1/W) Σ w·[the row's code is among the five best] */
export const topFive = amongBest('top5', 5, { size: 'small', place: 4, note: 'right code among the first five' });

/** k is at most 5: further down ranks are not known. */
function amongBest<const Name extends string>(name: Name, k: number, card: RowFigure['card']) {
  const isAmong = (rank: number): boolean => rank >= 0 && rank < k;
  return {
    name,
    label: `top ${k}`,
    over: 'rows',
    compute: (rows: JudgedRows) => meanOverRows(rows, (row, weight) => (isAmong(rows.rank[row]!) ? weight : 0)),
    format: 'score',
    card,
  } as const satisfies RowFigure;
}

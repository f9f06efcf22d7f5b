import type { JudgedRows } from '../../judged-rows.js';
import { meanOverRows } from './mean-over-rows.js';

/** (1/W) Σ w·[the row's code is among the k best], k at most 5: further down ranks are not known. */
export function shareAmongBest(rows: JudgedRows, k: number): number {
  return meanOverRows(rows, (row, weight) => (rows.rank[row]! >= 0 && rows.rank[row]! < k ? weight : 0));
}

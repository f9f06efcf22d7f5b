import { exp } from '../../../kernels/math.js';
import type { RowFigure } from '../figure.js';
import { meanOverRows } from './mean-over-rows.js';

/**
 * Brier over all codes = (1/W) Σ w·Σ_k (p_k − [k is the row's code])² = (1/W) Σ w·(Σ_k p_k² − 2·p_y + 1)
 *
 * with p the calibrated probabilities of all codes of the model and p_y that of the row's code, 0 for a code that the model does
 * not know. From 0 to 2 (Brier 1950, Mon. Weather Rev. 78, 1–3).
 */
export const brierAllCodes = {
  name: 'brierAllCodes',
  label: 'Brier score over all codes',
  over: 'rows',
  compute: (rows) => meanOverRows(rows, (row, weight) => weight * (rows.squares[row]! - 2 * exp(-rows.loss[row]!) + 1)),
  format: 'score',
  card: { size: 'small', place: 8, note: 'of the scores of all codes, 0 to 2; lower is better' },
} as const satisfies RowFigure;

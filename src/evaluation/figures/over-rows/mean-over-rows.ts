import type { JudgedRows } from '../../judged-rows.js';

/** Σ term / Σ weight, summed in row order; `term` is given a row and its weight, which it has to multiply in. 0 without rows. */
export function meanOverRows({ label, weight }: JudgedRows, term: (row: number, weight: number) => number): number {
  let total = 0;
  let sum = 0;
  for (let row = 0; row < label.length; row++) {
    const w = weight === null ? 1 : weight[row]!;
    total += w;
    sum += term(row, w);
  }
  return total > 0 ? sum / total : 0;
}

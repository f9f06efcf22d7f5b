import type { JudgedRows } from './judged-rows.js';

/** Whether judged rows can be weighted to stand for rows as they come, and how. */
export type Design =
  | {
      readonly kind: 'weighted';
      /** By judged row: groups of its stratum in the data by those that are judged. */
      readonly weight: Float64Array;
      /** Share of the groups of the data whose stratum has no judged row. */
      readonly unspokenShare: number;
    }
  /** Every row counts once, and nothing is claimed. */
  | { readonly kind: 'none'; readonly reason: string };

/** Why test rows cannot be weighed back to the data, for words behind a colon; null where they were drawn from it code by code. */
export function whyNotDrawnByCode({ stratify, test }: { readonly stratify: boolean; readonly test: unknown }): string | null {
  if (test !== null) return 'the test rows are the latest ones, no sample of the data';
  return stratify ? null : 'the split is not stratified: the test rows are drawn as they come';
}

/** The rows with their evaluation weights times those of the design. */
export function weighByDesign(rows: JudgedRows, design: Float64Array): JudgedRows {
  return { ...rows, weight: Float32Array.from(design, (w, row) => w * (rows.weight === null ? 1 : rows.weight[row]!)) };
}

import type { PassRecord } from '../artifacts/fit.js';

/** `passes.parquet`: a row a pass of each fit; `fit` is the trial's number, or `final`. The columns fit `TableEngine.writeTable`. */
export function passesTable(fits: readonly { readonly trial?: number; readonly passes: readonly PassRecord[] }[]) {
  const rows = fits.flatMap(({ trial, passes }) => passes.map((pass) => ({ fit: trial === undefined ? 'final' : String(trial), ...pass })));
  return [
    { name: 'fit', type: 'VARCHAR' as const, values: rows.map((row) => row.fit) },
    { name: 'pass', type: 'INTEGER' as const, values: rows.map((row) => row.pass) },
    { name: 'objective', type: 'DOUBLE' as const, values: rows.map((row) => row.objective) },
    { name: 'score', type: 'DOUBLE' as const, values: rows.map((row) => row.score) },
    { name: 'gradientNorm', type: 'DOUBLE' as const, values: rows.map((row) => row.gradientNorm) },
    { name: 'relativeGap', type: 'DOUBLE' as const, values: rows.map((row) => row.relativeGap) },
    { name: 'seconds', type: 'DOUBLE' as const, values: rows.map((row) => row.seconds) },
  ];
}

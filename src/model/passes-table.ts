import type { PassRecord, RowFigures } from '../artifacts/fit.js';
import { memberSpread } from '../ml/member-spread.js';

interface FitPasses {
  readonly trial?: number;
  readonly passes: readonly PassRecord[];
  readonly folds?: readonly { readonly fold: number; readonly passes: readonly PassRecord[] }[];
}

/**
 * `passes.parquet`: a row a pass of each fit; `fit` is the trial's number, or `final`. Where trials were judged by folds, a row
 * a pass of each fold, with its number in `fold`. `training…` are figures of the training rows as the pass met them (fast fits),
 * `validation…` those of the validation rows after it, where there are any; `memberSpread` is the training variance (see
 * `memberSpread`), `fullShare` what validation liked best of a mixture. The columns fit `TableFiles.writeTable`.
 */
export function passesTable(fits: readonly FitPasses[]) {
  const rows = fits.flatMap(({ trial, passes, folds }) =>
    (folds ?? [{ fold: null, passes }]).flatMap(({ fold, passes: own }) =>
      own.map((pass) => ({ fit: trial === undefined ? 'final' : String(trial), fold, ...pass })),
    ),
  );
  const hasFolds = fits.some(({ folds }) => folds !== undefined);
  return [
    { name: 'fit', type: 'text' as const, values: rows.map((row) => row.fit) },
    ...(hasFolds ? [{ name: 'fold', type: 'int32' as const, values: rows.map((row) => row.fold) }] : []),
    { name: 'pass', type: 'int32' as const, values: rows.map((row) => row.pass) },
    { name: 'objective', type: 'float64' as const, values: rows.map((row) => row.objective) },
    { name: 'score', type: 'float64' as const, values: rows.map((row) => row.score) },
    { name: 'gradientNorm', type: 'float64' as const, values: rows.map((row) => row.gradientNorm) },
    { name: 'relativeGap', type: 'float64' as const, values: rows.map((row) => row.relativeGap) },
    { name: 'seconds', type: 'float64' as const, values: rows.map((row) => row.seconds) },
    ...figureColumns(rows, 'training'),
    ...figureColumns(rows, 'validation'),
    { name: 'memberSpread', type: 'float64' as const, values: rows.map(memberSpread) },
    { name: 'fullShare', type: 'float64' as const, values: rows.map((row) => row.fullShare ?? null) },
  ];
}

const FIGURES = { Loss: 'loss', Accuracy: 'accuracy', MacroF1: 'macroF1' } as const satisfies Readonly<Record<string, keyof RowFigures>>;

/** `trainingLoss` and the like. */
function figureColumns(rows: readonly PassRecord[], of: 'training' | 'validation') {
  return Object.entries(FIGURES).map(([name, figure]) => ({
    name: `${of}${name}`,
    type: 'float64' as const,
    values: rows.map((row) => row[of]?.[figure] ?? null),
  }));
}

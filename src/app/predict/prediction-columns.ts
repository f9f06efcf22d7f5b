import type { BatchColumn, Cell, CellBatch } from '../../engine/table-files.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { RowDecision } from '../../model/review-rule.js';
import type { PredictRowsOutput } from '../../tasks/score/predict-rows.js';
import type { KeptColumn } from './kept-columns.js';
import type { RowTask } from './row-batches.js';

const TOP = [
  { name: 'topCodes', type: 'text[]' },
  { name: 'topScores', type: 'float64[]' },
] as const;

const PARENT = [
  { name: 'parentCode', type: 'text' },
  { name: 'parentTitle', type: 'text' },
  { name: 'parentScore', type: 'float64' },
] as const;

function ownColumns(modelDigest: string): readonly BatchColumn[] {
  return [
    { name: 'id', type: 'text' },
    { name: 'code', type: 'text' },
    { name: 'title', type: 'text' },
    { name: 'score', type: 'float64' },
    { name: 'decision', type: 'text' },
    { name: 'review', type: 'boolean' },
    { name: 'reason', type: 'text' },
    { name: 'modelDigest', type: 'text', same: modelDigest },
  ];
}

/** Names that no column which is kept may have. */
export function reservedNames(): readonly string[] {
  return [...ownColumns(''), ...TOP, ...PARENT].map(({ name }) => name);
}

/** The columns of predictions: id, what is said of a row, for k > 1 the best codes, of a model that stops at parents these, then what is kept. */
export function predictionColumns(
  { modelDigest, stopAt }: Pick<PredictorParts, 'modelDigest' | 'stopAt'>,
  k: number,
  kept: readonly KeptColumn[],
): readonly BatchColumn[] {
  return [...ownColumns(modelDigest), ...(k > 1 ? TOP : []), ...(stopAt === null ? [] : PARENT), ...kept.map(({ name, type }) => ({ name, type }))];
}

/** What is said of some rows. */
export interface SaidOfRows {
  readonly task: RowTask;
  readonly output: PredictRowsOutput;
  readonly decided: readonly RowDecision[];
  /** By code; null where the codebook has none. */
  readonly titles: ReadonlyMap<string, string | null>;
}

/** Cells of all columns but the one that all rows share. */
export function predictionCells({ task, output, decided, titles }: SaidOfRows, k: number): CellBatch {
  const { code, score, topCodes, topScores } = output;
  const own: readonly (readonly Cell[])[] = [
    task.ids,
    code,
    code.map((each) => (each === null ? null : (titles.get(each) ?? null))),
    score,
    decided.map((each) => each.decision),
    decided.map((each) => each.decision === 'review'),
    decided.map((each) => each.reason),
  ];
  const parents = (['code', 'title', 'score'] as const).map((key) => decided.map(({ parent }) => parent?.[key] ?? null));
  const further = [...(k > 1 ? [topCodes, topScores] : []), ...(output.parents === null ? [] : parents)];
  return { rowCount: task.ids.length, cells: [...own, ...further, ...task.kept] };
}

/** The title of each code of a model. */
export function titlesByCode({ model, titles }: Pick<PredictorParts, 'model' | 'titles'>): ReadonlyMap<string, string | null> {
  return new Map(model.codes.map((code, index) => [code, titles[index] ?? null]));
}

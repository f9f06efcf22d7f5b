import type { DataType } from 'apache-arrow';
import { plainCell } from '../artifacts/files/arrow/cells.js';
import { fail } from '../core/failure.js';
import { type AddedColumn, type ArrowBatch, type ArrowTable, extendBatch, isArrowTable, tableOf } from './arrow-realm.js';
import type { Prediction, PredictOptions, Predictor } from './predictor.js';
import { decideRow } from './review-rule.js';
import type { PredictRow } from './row-cells.js';

/** How rows of Arrow are coded. */
export interface ArrowOptions extends Pick<PredictOptions, 'k'> {
  /** Columns that the result has too, before those of the predictions; all unless said. */
  readonly keep?: readonly string[];
}

/** Columns of the predictions. */
const OWN = ['code', 'title', 'score', 'decision', 'reason', 'modelDigest', 'topCodes', 'topScores', 'parentCode', 'parentTitle', 'parentScore'];

/** The rows of a table, or of record batches of one schema, with what a model says of them: see `Predictor.predict`. */
export function predictArrow(predictor: Predictor, rows: ArrowTable | readonly ArrowBatch[], { k = 1, keep }: ArrowOptions): ArrowTable {
  const batches = isArrowTable(rows) ? rows.batches : rows;
  const { fields } = (isArrowTable(rows) ? rows : (batches[0] as ArrowBatch)).schema;
  const kept = keptIndexes(
    fields.map(({ name }) => name),
    keep,
  );
  return tableOf(batches.map((batch) => extendBatch(batch, kept, columnsOf(predictor.predict(rowsOf(batch, predictor), { k }), predictor, k))));
}

function keptIndexes(names: readonly string[], keep: readonly string[] = names): readonly number[] {
  return keep.map((name) => {
    if (OWN.includes(name)) throw wrongKeep(`${name}, which predictions have too`);
    const index = names.findIndex((each) => each.normalize('NFC') === name.normalize('NFC'));
    if (index === -1) throw wrongKeep(`${name}, which is not there`);
    return index;
  });
}

function wrongKeep(got: string): Error {
  const wanted = `names of columns that are there, none of ${OWN.join(', ')}`;
  return fail('usage.wrong-value', {
    what: 'a column cannot be kept',
    where: 'keep',
    got,
    wanted,
    hint: 'name the columns to keep, or rename this one',
  });
}

function rowsOf(batch: ArrowBatch, { textColumns, covariateColumns }: Predictor): readonly PredictRow[] {
  const rows = Array.from({ length: batch.numRows }, (): Record<string, unknown> => ({}));
  for (const name of [...textColumns, ...covariateColumns]) {
    const index = batch.schema.fields.findIndex((field) => field.name.normalize('NFC') === name.normalize('NFC'));
    const column = index === -1 ? null : batch.getChildAt(index);
    if (column === null) continue;
    const plain = plainCell((batch.schema.fields[index] as unknown as { readonly type: DataType }).type);
    const isText = textColumns.includes(name);
    rows.forEach((row, at) => {
      const value = plain(column.get(at));
      row[name] = isText ? asText(value) : value;
    });
  }
  return rows;
}

/** Numbers are texts too, as they are in files; what is neither is refused with its row. */
function asText(value: unknown): unknown {
  return ['number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : value;
}

function columnsOf(
  predictions: readonly Prediction[],
  { modelDigest, reviewThreshold, stopsAtParent }: Predictor,
  k: number,
): readonly AddedColumn[] {
  const decided = predictions.map(({ reason, ...said }) => decideRow({ ...said, reason: reason ?? null }, reviewThreshold));
  return [
    { name: 'code', type: 'text', cells: predictions.map(({ code }) => code) },
    { name: 'title', type: 'text', cells: predictions.map(({ title }) => title) },
    { name: 'score', type: 'number', cells: predictions.map(({ score }) => score) },
    { name: 'decision', type: 'text', cells: decided.map(({ decision }) => decision) },
    { name: 'reason', type: 'text', cells: decided.map(({ reason }) => reason) },
    { name: 'modelDigest', type: 'text', cells: predictions.map(() => modelDigest) },
    ...(k === 1
      ? []
      : ([
          { name: 'topCodes', type: 'texts', cells: predictions.map(({ top }) => top.map(({ code }) => code)) },
          { name: 'topScores', type: 'numbers', cells: predictions.map(({ top }) => top.map(({ score }) => score)) },
        ] as const)),
    ...(stopsAtParent
      ? ([
          { name: 'parentCode', type: 'text', cells: decided.map(({ parent }) => parent?.code ?? null) },
          { name: 'parentTitle', type: 'text', cells: decided.map(({ parent }) => parent?.title ?? null) },
          { name: 'parentScore', type: 'number', cells: decided.map(({ parent }) => parent?.score ?? null) },
        ] as const)
      : []),
  ];
}

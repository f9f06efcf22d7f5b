import type { FeatureSpec } from '../artifacts/features.js';
import { MAX_TEXT_LENGTH } from '../artifacts/prepared.js';
import { type Failure, fail, shorten } from '../core/failure.js';
import { hasGroupText } from '../text/group-key.js';
import type { FeatureRow } from './vectors/featurizer.js';

/** A row to code: its text, or its cells by column name. More columns than the model knows are welcome. */
export type PredictRow = string | { readonly [column: string]: unknown };

/** Why a row cannot be coded: the reasons for which `prepare` puts a row into quarantine. */
export type NoCodeReason = 'null-text' | 'empty-text' | 'text-too-long';

/**
 * Why the code of a row is one for a person to look at: the model has a feature of no n-gram of its texts, or of no value of one
 * of its categorical covariates (trained on 1 … 9, asked for 12). A row of which both hold has the first.
 */
export const DOUBTS = ['no-known-ngram', 'unseen-value'] as const;
/** One of `DOUBTS`. */
export type Doubt = (typeof DOUBTS)[number];

/**
 * The cells of a row in the order of the model's columns, or why there is nothing to code: every text column null, a text
 * longer than 32,768 characters, or no letter and no digit in any of them. A string is the text of a model with one text
 * column; covariates are then missing. Text cells are strings or null; categorical cells strings, numbers, booleans or null;
 * numeric cells finite numbers or null (NaN counts as missing, as it does in training).
 * Failures: `data.missing-column` for a text column that an object lacks, `usage.wrong-value` for any other shape.
 */
export function readCells(row: unknown, index: number, spec: FeatureSpec): FeatureRow | NoCodeReason {
  const cells = cellsByColumn(row, index, spec);
  const texts = spec.textColumns.map((column) => readText(cells, column, index));
  const reason = noCodeReason(texts);
  if (reason !== undefined) return reason;
  return {
    texts: texts.map((text) => text ?? ''),
    categorical: spec.categoricalColumns.map((column) => readCategory(cells[column], column, index)),
    numeric: spec.numericColumns.map(({ column }) => readNumber(cells[column], column, index)),
  };
}

/** Why texts cannot be coded, if so: the rule by which prepare sends rows to quarantine. */
function noCodeReason(texts: readonly (string | null)[]): NoCodeReason | undefined {
  if (texts.every((text) => text === null)) return 'null-text';
  if (texts.some((text) => text !== null && text.length > MAX_TEXT_LENGTH)) return 'text-too-long';
  return texts.some((text) => text !== null && hasGroupText(text)) ? undefined : 'empty-text';
}

type Cells = { readonly [column: string]: unknown };

function cellsByColumn(row: unknown, index: number, spec: FeatureSpec): Cells {
  if (typeof row === 'string') {
    const [column, ...others] = spec.textColumns;
    if (others.length === 0 && column !== undefined) return { [column]: row };
    throw wrongRow(index, 'a string', `an object with the text columns ${spec.textColumns.join(', ')}`);
  }
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Cells;
  throw wrongRow(index, describe(row), 'a string, or an object by column name');
}

function readText(cells: Cells, column: string, index: number): string | null {
  if (!Object.hasOwn(cells, column)) {
    throw fail('data.missing-column', {
      what: 'a row lacks a text column of the model',
      where: `row ${index}`,
      got: `columns ${Object.keys(cells).join(', ') || 'none'}`,
      wanted: `a column ${column}`,
      hint: 'give null where there is no text',
    });
  }
  const cell = cells[column];
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') return cell;
  throw wrongRow(index, describe(cell), 'a text or null', column);
}

function readCategory(cell: unknown, column: string, index: number): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number' || typeof cell === 'bigint' || typeof cell === 'boolean') return String(cell);
  throw wrongRow(index, describe(cell), 'a text, a number or null', column);
}

function readNumber(cell: unknown, column: string, index: number): number | null {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return null;
  if (typeof cell === 'bigint') return Number(cell);
  if (typeof cell === 'number') return cell;
  throw wrongRow(index, describe(cell), 'a number or null', column);
}

function wrongRow(index: number, got: string, wanted: string, column?: string): Failure {
  const where = column === undefined ? `row ${index}` : `row ${index}, column ${column}`;
  return fail('usage.wrong-value', { what: 'a row to predict has the wrong shape', where, got, wanted });
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return `${typeof value} ${shorten(String(value), 60)}`;
}

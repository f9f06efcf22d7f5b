import { fail } from '../core/failure.js';
import type { ColumnKind } from './column-kind.js';
import type { Source } from './source.js';

/** `split.test` of a pipeline: rows whose column is at `from` or later are the test rows. */
export interface TimeTest {
  readonly column: string;
  readonly from: string | number;
}

/** How the values of a time column are ordered, and where the test rows begin. */
export interface TimeOrder {
  /** `number`: as numbers; `text`: bytewise, which is the order of time for ISO 8601. */
  readonly by: 'number' | 'text';
  readonly from: string | number;
  /** Whether each value has to be looked at: a column of text may hold anything. */
  readonly isChecked: boolean;
}

/**
 * The order of a time column by its kind: numbers as numbers, dates and time stamps by their ISO texts, text when it is ISO 8601 (or
 * when `from` is a number, as numbers). `path` is that of the map in the config. `usage.wrong-value` for a start that is nothing of the kind.
 */
export function timeOrder({ columns }: Pick<Source, 'columns'>, { column, from }: TimeTest, path = 'split.test'): TimeOrder {
  const kind = columns.find(({ name }) => name === column)?.kind ?? 'nothing';
  const order = orderOf(kind, from);
  if (order !== undefined) return order;
  throw fail('usage.wrong-value', {
    what: `${path}.from cannot be compared with column ${column}`,
    where: `${path}.from`,
    got: `${JSON.stringify(from)}, where the column holds ${NAMES[kind] ?? `values of kind ${kind}`}`,
    wanted: wantedOf(kind),
  });
}

const NAMES: Partial<Record<ColumnKind, string>> = { 'whole number': 'whole numbers', number: 'numbers', time: 'dates or times' };

function wantedOf(kind: ColumnKind): string {
  if (kind === 'whole number' || kind === 'number') return 'a number';
  if (kind === 'time' || kind === 'text' || kind === 'nothing')
    return 'a date or time in ISO 8601, as 2026-01-31, or a number for a column of numbers';
  return 'a column of numbers, dates, times or text in ISO 8601';
}

function orderOf(kind: ColumnKind, from: string | number): TimeOrder | undefined {
  if (kind === 'whole number' || kind === 'number') {
    const number = typeof from === 'number' ? from : isNumber(from) ? Number(from) : undefined;
    return number === undefined ? undefined : { by: 'number', from: number, isChecked: false };
  }
  if (kind === 'time')
    return typeof from === 'string' && isIsoTime(from) ? { by: 'text', from: from.replace('T', ' '), isChecked: false } : undefined;
  if (kind !== 'text' && kind !== 'nothing') return undefined;
  if (typeof from === 'number') return { by: 'number', from, isChecked: true };
  return isIsoTime(from) ? { by: 'text', from, isChecked: true } : undefined;
}

/** Whether a text is a date or time that sorts as it is: ISO 8601 in whole or in front (a year, a month, a week, a quarter), in UTC if a zone is given. */
export function isIsoTime(text: string): boolean {
  return ISO_TIME.test(text);
}

const ISO_TIME = new RegExp(
  [
    String.raw`^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-4])(:[0-5]\d(:[0-5]\d|:60)?([.,]\d+)?)Z?)?)?)?$`,
    String.raw`^\d{4}(0[1-9]|1[0-2])((0[1-9]|[12]\d|3[01]))?$`,
    String.raw`^\d{4}-?W(0[1-9]|[1-4]\d|5[0-3])$`,
    String.raw`^\d{4}-?Q[1-4]$`,
  ].join('|'),
);

/** Whether a text is a decimal number. */
export function isNumber(text: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(text);
}

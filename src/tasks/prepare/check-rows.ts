import { hash } from 'node:crypto';
import { MAX_TEXT_LENGTH, type QuarantineReason } from '../../artifacts/prepared.js';
import { isIsoTime, isNumber, type TimeOrder } from '../../artifacts/time-order.js';
import { shorten } from '../../core/failure.js';
import { groupKey, hasGroupText } from '../../text/group-key.js';
import type { LabelOutcome, OpenLabels } from './label-table.js';
import type { ShardColumns } from './shard-columns.js';

const DETAIL_LENGTH = 200;

/** Good rows: what `rows.parquet` holds beside weights, and which rows of the shard they are. Arrays have one entry a good row. */
export interface GoodRows {
  readonly source: number[];
  readonly id: string[];
  readonly code: string[];
  /** The same array as `textKey` where rows are grouped by text. */
  readonly group: string[];
  readonly textKey: string[];
  readonly content: string[];
}

/** Bad rows: which rows of the shard they are, and why. */
export interface BadRows {
  readonly source: number[];
  readonly id: (string | null)[];
  readonly reason: QuarantineReason[];
  readonly detail: string[];
}

/** Every row of a shard, as either good or bad. */
export interface CheckedRows {
  readonly good: GoodRows;
  readonly bad: BadRows;
  /** Good rows whose label a correspondence changed. */
  readonly recoded: { readonly oneToOne: number; readonly manyToOne: number };
}

/** What rows are checked by. */
export interface RowRules {
  readonly labels: OpenLabels;
  /** Whether details may quote texts. */
  readonly showTexts: boolean;
  /** What the texts of the time column have to be: ISO 8601 or numbers; null where their type says it. */
  readonly timeForm: TimeOrder['by'] | null;
}

/** Checks each row against the contract and computes the keys of the good ones. */
export function checkRows(columns: ShardColumns, rules: RowRules): CheckedRows {
  const bad: BadRows = { source: [], id: [], reason: [], detail: [] };
  const source: number[] = [];
  for (let row = 0; row < columns.rowCount; row++) {
    const fault = findFault(columns, row, rules);
    if (fault === undefined) source.push(row);
    else addBad(bad, row, columns.id[row] ?? null, fault);
  }
  const codes = source.map((row) => codeOf(columns.label[row] as string, rules.labels));
  const count = (recoded: Code['recoded']) => codes.filter((code) => code.recoded === recoded).length;
  return { good: keyRows(columns, source, codes), bad, recoded: { oneToOne: count('1:1'), manyToOne: count('n:1') } };
}

function addBad(bad: BadRows, row: number, id: string | null, { reason, detail }: Fault): void {
  bad.source.push(row);
  bad.id.push(id);
  bad.reason.push(reason);
  bad.detail.push(shorten(detail, DETAIL_LENGTH));
}

type Code = LabelOutcome & { readonly kind: 'code' };

function codeOf(label: string, labels: OpenLabels): Code {
  const outcome = labels.resolve(label);
  if (outcome.kind === 'bad') throw new Error('a fault was overlooked');
  return outcome;
}

/** Column by column: one loop over all that a row needs is compiled over and over, at more than what it does costs. */
function keyRows(columns: ShardColumns, source: number[], codes: readonly Code[]): GoodRows {
  const { id, group, text } = columns;
  const textKey = source.map((row) => groupKey(text.map((cells) => cells[row] ?? '')));
  const used = contentColumns(columns);
  return {
    source,
    id: source.map((row) => id[row] as string),
    code: codes.map(({ code }) => code),
    group: group === null ? textKey : source.map((row) => hash('sha256', group[row] as string, 'hex')),
    textKey,
    content: source.map((row) => contentKey(used, row)),
  };
}

interface Fault {
  readonly reason: QuarantineReason;
  readonly detail: string;
}

/** The first reason of `QUARANTINE_REASONS` that holds for a row. */
function findFault(columns: ShardColumns, row: number, { labels, showTexts, timeForm }: RowRules): Fault | undefined {
  if (isMissing(columns.id[row])) return { reason: 'null-id', detail: '' };
  return (
    textFault(columns, row, showTexts) ??
    labelFault(columns.label[row] ?? null, labels) ??
    weightFault(columns, row) ??
    groupFault(columns, row, timeForm)
  );
}

function textFault(columns: ShardColumns, row: number, showTexts: boolean): Fault | undefined {
  let isNull = true;
  let isEmpty = true;
  for (const cells of columns.text) {
    const text = cells[row] ?? null;
    if (text === null) continue;
    isNull = false;
    if (text.length > MAX_TEXT_LENGTH) return { reason: 'text-too-long', detail: `${text.length} characters, at most ${MAX_TEXT_LENGTH}` };
    isEmpty &&= !hasGroupText(text);
  }
  if (isNull) return { reason: 'null-text', detail: '' };
  if (!isEmpty) return undefined;
  return { reason: 'empty-text', detail: showTexts ? JSON.stringify(columns.text.map((cells) => cells[row] ?? null).join(' ')) : '' };
}

function labelFault(label: string | null, labels: OpenLabels): Fault | undefined {
  if (isMissing(label)) return { reason: 'null-label', detail: '' };
  const outcome = labels.resolve(label);
  return outcome.kind === 'bad' ? outcome : undefined;
}

function weightFault(columns: ShardColumns, row: number): Fault | undefined {
  for (const name of ['trainingWeight', 'evaluationWeight'] as const) {
    const cells = columns[name];
    if (cells === null) continue;
    const weight = cells[row] ?? null;
    // Weights are kept as 32-bit floats: above their range they would be infinite.
    if (weight === null || !(weight >= 0) || !Number.isFinite(Math.fround(weight))) return { reason: 'bad-weight', detail: `${name} ${weight}` };
  }
  return undefined;
}

function groupFault(columns: ShardColumns, row: number, timeForm: TimeOrder['by'] | null): Fault | undefined {
  const missing = (cells: readonly (string | null)[] | null) => cells !== null && (cells[row] ?? null) === null;
  if (missing(columns.group)) return { reason: 'null-group', detail: '' };
  if (missing(columns.time)) return { reason: 'null-time', detail: '' };
  const time = columns.time?.[row] ?? null;
  const isOrdered = time === null || timeForm === null || (timeForm === 'text' ? isIsoTime(time) : isNumber(time));
  return isOrdered ? undefined : { reason: 'bad-time', detail: time };
}

/** An empty id or label names nothing: it is missing, as null is. */
function isMissing(cell: string | null | undefined): cell is null | undefined | '' {
  return cell === null || cell === undefined || cell === '';
}

/** The used columns but the id, as text: what two rows have to share to say the same. A column that is not used is null. */
function contentColumns(columns: ShardColumns): readonly (readonly (string | null)[] | null)[] {
  const { text, label, categorical, numeric, trainingWeight, evaluationWeight, group, other, time } = columns;
  const numbers = [...numeric, trainingWeight, evaluationWeight].map((cells) => cells?.map((cell) => (cell === null ? null : String(cell))) ?? null);
  return [...text, label, ...categorical, ...numbers, group, other, time];
}

/** SHA-256 over the used cells of a row but its id: equal for two rows that say the same. */
function contentKey(used: ReturnType<typeof contentColumns>, row: number): string {
  return hash('sha256', JSON.stringify(used.map((cells) => cells?.[row] ?? null)), 'hex');
}

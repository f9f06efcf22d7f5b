import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { loadMatrixFile } from '../../artifacts/files/matrix-file.js';
import { decodeNgramTable } from '../../artifacts/files/ngram-table-file.js';
import { decodeShardTexts } from '../../artifacts/files/texts-file.js';
import type { Json } from '../../core/canonical-json.js';
import { shorten } from '../../core/failure.js';
import type { TableFiles } from '../../engine/table-files.js';
import { linear } from '../../estimators/all.js';
import type { ModelKind } from '../../estimators/estimator.js';
import { kindOfFolder, MODEL_FILES } from '../../estimators/model-files.js';
import { PART_FILES } from '../../model/bundle/bundle-format.js';
import { jsonDifferences } from '../plan/json-difference.js';

/** The first place where two files differ in what they say. */
export interface FileDifference {
  /** Such as `row 17, id a42, column role`. */
  readonly where: string;
  readonly original: string;
  readonly reproduced: string;
}

/** How files are compared, and what of them may be shown. */
export interface CompareOptions {
  readonly tables: TableFiles;
  /** Whether cells may be quoted: `privacy.examples`. */
  readonly showValues: boolean;
  /** Codes of the model that a file is of, so that differences can name them. */
  readonly codes?: readonly string[] | null;
}

/** Measured, not computed: they differ from run to run and decide nothing. */
export const MEASURED = new Set(['seconds', 'allocatedBytes', 'peakRssBytes']);

/**
 * Compares two files of one kind by their content, not their bytes: another release of DuckDB writes other bytes for the
 * same table. Kinds are told by name. Null when they say the same; what was measured (seconds) is left out.
 * Cost: reads both, matrices and weights whole.
 */
export async function compareFiles(original: string, reproduced: string, options: CompareOptions): Promise<FileDifference | null> {
  const name = basename(original);
  if (name.endsWith('.parquet')) return compareParquet(original, reproduced, options);
  if (name.endsWith('.json')) return compareJson(parseJson(original), parseJson(reproduced));
  if (name === 'texts.arrow') return compareTexts(original, reproduced, options);
  if (name === 'matrix.bin') return compareMatrices(original, reproduced);
  if (name === 'table.bin' || name === 'ngram-table.bin') return compareTables(original, reproduced);
  if (name === PART_FILES.weights || name === MODEL_FILES.data) return compareModels(original, reproduced, options);
  return compareBytes(readFileSync(original), readFileSync(reproduced), elementOf(name));
}

/** Values of JSON, measured fields left out. */
export function compareJson(original: Json, reproduced: Json): FileDifference | null {
  const [first] = jsonDifferences(withoutMeasured(original), withoutMeasured(reproduced), 1);
  return first === undefined ? null : { where: first.path, original: show(first.before), reproduced: show(first.after) };
}

async function compareParquet(original: string, reproduced: string, { tables, showValues }: CompareOptions): Promise<FileDifference | null> {
  const [before, after] = [await tables.describe(original), await tables.describe(reproduced)];
  const names = before.columns.map(({ name }) => name);
  const schemas = [before, after].map(({ columns }) => columns.map(({ name, type }) => `${name} ${type}`).join(', ')) as [string, string];
  if (schemas[0] !== schemas[1]) return { where: 'columns', original: schemas[0], reproduced: schemas[1] };
  const compared = names.filter((name) => !MEASURED.has(name));
  const columns = compared.map((name) => ({ name, as: 'text' as const }));
  const [left, right] = [readRows(tables, original, columns, before.rowCount), readRows(tables, reproduced, columns, after.rowCount)];
  for (let row = 0; ; row++) {
    const [a, b] = [await left.next(), await right.next()];
    if (a.done === true && b.done === true) return null;
    const column = compared.findIndex((_name, i) => a.done === true || b.done === true || a.value[i] !== b.value[i]);
    if (column === -1) continue;
    const named = describeRow(row, compared, (a.done === true ? b.value : a.value) ?? []);
    if (a.done === true || b.done === true) return { where: named, original: presence(a.done), reproduced: presence(b.done) };
    const hide = (cell: unknown): string => (showValues || isHarmless(compared[column]) ? show(cell as Json) : '(hidden: privacy.examples is false)');
    return { where: `${named}, column ${compared[column]}`, original: hide(a.value[column]), reproduced: hide(b.value[column]) };
  }
}

async function* readRows(
  tables: TableFiles,
  file: string,
  columns: readonly { name: string; as: 'text' }[],
  rowCount: number,
): AsyncGenerator<readonly (string | number | null)[], undefined> {
  for await (const chunk of tables.scan(file, columns, 0, rowCount)) {
    for (let row = 0; row < chunk.rowCount; row++) yield chunk.columns.map((cells) => cells[row] ?? null);
  }
  return undefined;
}

function describeRow(row: number, names: readonly string[], cells: readonly unknown[]): string {
  const id = names.indexOf('id');
  return id === -1 ? `row ${row}` : `row ${row}, id ${shorten(String(cells[id]), 80)}`;
}

function presence(isMissing: boolean | undefined): string {
  return isMissing === true ? 'no such row' : 'a row';
}

/** Columns that our own tables have and that hold no text of the data. */
function isHarmless(column: string | undefined): boolean {
  return ['code', 'role', 'group', 'textKey', 'position', 'trainingWeight', 'evaluationWeight', 'reason', 'value', 'score', 'objective'].includes(
    column ?? '',
  );
}

function compareTexts(original: string, reproduced: string, { showValues }: CompareOptions): FileDifference | null {
  const [before, after] = [decodeShardTexts(readFileSync(original)), decodeShardTexts(readFileSync(reproduced))];
  if (before.rowCount !== after.rowCount) return { where: 'rows', original: String(before.rowCount), reproduced: String(after.rowCount) };
  const columnsOf = ({ texts, categorical, numeric }: typeof before) =>
    [...texts, ...categorical, ...numeric] as readonly (readonly (string | number | null)[])[];
  const [left, right] = [columnsOf(before), columnsOf(after)];
  for (let row = 0; row < before.rowCount; row++) {
    for (let column = 0; column < left.length; column++) {
      const [a, b] = [left[column]?.[row], right[column]?.[row]];
      if (a === b) continue;
      const hide = (cell: unknown): string => (showValues ? show(cell as Json) : '(hidden: privacy.examples is false)');
      return { where: `row ${row}, column ${column}`, original: hide(a), reproduced: hide(b) };
    }
  }
  return null;
}

function compareMatrices(original: string, reproduced: string): FileDifference | null {
  const [before, after] = [loadMatrixFile(original), loadMatrixFile(reproduced)];
  const rowCount = Math.min(before.offsets.length, after.offsets.length) - 1;
  for (let row = 0; row < rowCount; row++) {
    const entries = [before, after].map(({ offsets, ids, values }) => {
      const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
      return Array.from(ids.subarray(from, to), (id, i) => `feature ${id} = ${values[from + i]}`);
    }) as [string[], string[]];
    const at = firstIndex(entries[0], entries[1]);
    if (at !== -1) return { where: `row ${row}, entry ${at}`, original: entries[0][at] ?? 'no entry', reproduced: entries[1][at] ?? 'no entry' };
  }
  if (before.offsets.length === after.offsets.length) return null;
  return { where: 'rows', original: String(before.offsets.length - 1), reproduced: String(after.offsets.length - 1) };
}

function compareTables(original: string, reproduced: string): FileDifference | null {
  const [before, after] = [decodeNgramTable(readFileSync(original)), decodeNgramTable(readFileSync(reproduced))];
  const key = firstIndex(before.keyNames, after.keyNames);
  if (key !== -1) return { where: `n-gram ${key}`, original: before.keyNames[key] ?? 'none', reproduced: after.keyNames[key] ?? 'none' };
  const nameOf = (feature: number): string => before.keyNames[before.keyFeature.indexOf(feature)] ?? `feature ${feature}`;
  for (const field of ['documentFrequency', 'idf', 'memberCount'] as const) {
    const feature = firstIndex(before[field], after[field]);
    if (feature !== -1) {
      return { where: `${field} of n-gram ${nameOf(feature)}`, original: String(before[field][feature]), reproduced: String(after[field][feature]) };
    }
  }
  return compareBytes(readFileSync(original), readFileSync(reproduced));
}

/** As the kind of the model says, which a file beside it names; a bundle of version 1 holds a linear one. */
function compareModels(original: string, reproduced: string, { codes = null }: CompareOptions): FileDifference | null {
  const kinds = [original, reproduced].map((file) => (basename(file) === PART_FILES.weights ? linear : kindOfFolder(dirname(file)))) as [
    ModelKind,
    ModelKind,
  ];
  if (kinds[0].name !== kinds[1].name) return { where: 'kind', original: kinds[0].name, reproduced: kinds[1].name };
  const { compare } = kinds[0].format;
  return compare === undefined ? compareBytes(readFileSync(original), readFileSync(reproduced)) : compare(original, reproduced, codes);
}

function firstIndex<T>(a: ArrayLike<T>, b: ArrayLike<T>): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return -1;
}

interface Element {
  readonly bytes: number;
  readonly name: string;
  readonly read: (bytes: Buffer) => string;
}

const BYTE: Element = { bytes: 1, name: 'byte', read: (bytes) => bytes.toString('hex') };

function compareBytes(before: Uint8Array, after: Uint8Array, element = BYTE): FileDifference | null {
  const at = firstIndex(before, after);
  if (at === -1) return null;
  const start = at - (at % element.bytes);
  const show = (bytes: Uint8Array): string =>
    start + element.bytes > bytes.length ? 'nothing' : element.read(Buffer.from(bytes.subarray(start, start + element.bytes)));
  return { where: `${element.name} ${start / element.bytes}`, original: show(before), reproduced: show(after) };
}

/** Files of one array are named after its type: `role.u8` has an entry a row. */
function elementOf(name: string): Element {
  switch (/\.([uif]\d+)$/.exec(name)?.[1]) {
    case 'u8':
      return { bytes: 1, name: 'entry', read: (bytes) => String(bytes.readUInt8()) };
    case 'i32':
      return { bytes: 4, name: 'entry', read: (bytes) => String(bytes.readInt32LE()) };
    case 'u32':
      return { bytes: 4, name: 'entry', read: (bytes) => String(bytes.readUInt32LE()) };
    case 'f32':
      return { bytes: 4, name: 'entry', read: (bytes) => String(bytes.readFloatLE()) };
    default:
      return BYTE;
  }
}

function withoutMeasured(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutMeasured);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => (MEASURED.has(key) || member === undefined ? [] : [[key, withoutMeasured(member as Json)]])),
  );
}

function parseJson(file: string): Json {
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

function show(value: Json | undefined): string {
  return value === undefined ? 'absent' : shorten(typeof value === 'string' ? value : JSON.stringify(value), 120);
}

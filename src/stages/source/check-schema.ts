import type { ColumnKind } from '../../artifacts/column-kind.js';
import { nearest } from '../../config/nearest.js';
import { type Failure, fail } from '../../core/failure.js';
import { folderValues } from '../../core/folder-values.js';
import { type ColumnDescription, findColumn } from '../../engine/table-files.js';
import type { ColumnUse, UsedColumn } from './used-columns.js';

/** A partition and its columns. */
export interface DescribedFile {
  readonly path: string;
  readonly columns: readonly ColumnDescription[];
}

/**
 * Checks that every file has the columns that the pipeline reads, with a type that fits, and such that equal values read alike everywhere.
 * `data.missing-column` and `data.wrong-type` name the column; `data.schema-differs` both files.
 */
export function checkSchemas(files: readonly DescribedFile[], used: readonly UsedColumn[]): void {
  const [first, ...others] = files;
  if (first === undefined) return;
  for (const column of used) checkColumn(first, column);
  // What a column is, the first file with values in it says.
  const shown = new Map(used.map(({ name }) => [name, first]));
  for (const other of others) {
    const differences = used.map((column) => difference(shown.get(column.name) as DescribedFile, other, column)).filter((text) => text !== undefined);
    if (differences.length > 0) throw schemaDiffers(first, other, differences);
    for (const column of used) {
      checkColumn(other, column);
      if (findColumn((shown.get(column.name) as DescribedFile).columns, column.name)?.kind === 'nothing') shown.set(column.name, other);
    }
  }
}

function checkColumn(file: DescribedFile, column: UsedColumn): void {
  const { name, key, use } = column;
  const found = findColumn(file.columns, name);
  if (found === undefined) throw missingColumn(file, column);
  if (file.columns.filter((other) => other.name === found.name).length > 1) throw repeatedColumn(file, found.name, key);
  if (!fits(found.kind, use)) {
    const wanted: Record<ColumnUse, string> = {
      text: 'text or whole numbers',
      number: 'numbers',
      category: 'a single value a row, not a list or structure',
      any: 'a single value a row, not a list or structure',
    };
    throw fail('data.wrong-type', {
      what: `column ${name} has the wrong type`,
      where: `${file.path}, ${key}`,
      got: found.type,
      wanted: wanted[use],
      ...hintOf(found.kind, use),
    });
  }
}

/** What to do about a type that does not fit, where its reason is known. */
function hintOf(kind: ColumnKind, use: ColumnUse): { readonly hint?: string } {
  if (kind === 'bytes') return { hint: 'write the column as UTF-8 text (Parquet logical type STRING)' };
  if (use === 'text' && kind === 'number') {
    return {
      hint: 'one missing value makes pandas keep whole numbers as floats: write the column as text, or as whole numbers that may be null (Int64)',
    };
  }
  if (use === 'number' && kind === 'text') return { hint: 'write the column as numbers, and null in place of texts such as n/a' };
  return {};
}

function missingColumn(file: DescribedFile, column: UsedColumn): Failure {
  const { name, key } = column;
  const names = file.columns.map((each) => each.name);
  const hint = missingHint(file, column);
  return fail('data.missing-column', {
    what: `there is no column ${name}`,
    where: `${file.path}, ${key}`,
    got: `the columns ${names.join(', ')}`,
    wanted: `a column ${name}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

function missingHint({ path, columns }: DescribedFile, { name, key, remedy }: UsedColumn): string | undefined {
  if (name in folderValues(path, [name])) return `a folder of the path is called ${name}=…: it is read where data.folderColumns lists ${name}`;
  const near = nearest(
    name,
    columns.map((column) => column.name),
  );
  if (near === undefined) return remedy;
  return `did you mean ${near}? ${remedy ?? `set ${key}: ${near}`}`;
}

function repeatedColumn(file: DescribedFile, name: string, key: string): Failure {
  return fail('data.schema-differs', {
    what: `two columns are called ${name}`,
    where: `${file.path}, ${key}`,
    got: file.columns.map((column) => column.name).join(', '),
    wanted: 'one column of that name, in exact case and composed Unicode form',
    hint: 'rename one of them where the file is written',
  });
}

/** How two files differ in one column. */
function difference(first: DescribedFile, other: DescribedFile, { name, use }: UsedColumn): string | undefined {
  const [a, b] = [first, other].map((file) => findColumn(file.columns, name));
  if (b === undefined) {
    const near = nearest(
      name,
      other.columns.map((column) => column.name),
    );
    return `no column ${name}${near === undefined ? '' : `, but ${near}`}`;
  }
  return a !== undefined && readsAlike(a, b, use) ? undefined : `${name} is ${b.type}, not ${a?.type}`;
}

/** Kinds that give one value in different spellings, by what they are used for. */
const KINDS_ALIKE: Readonly<Record<ColumnUse, readonly ColumnKind[]>> = {
  text: [],
  number: ['whole number', 'number'],
  category: ['text', 'whole number', 'number'],
  any: [],
};

/** Text and numbers read alike whatever their widths; a date, say, does not read as a time stamp does. */
function readsAlike(a: ColumnDescription, b: ColumnDescription, use: ColumnUse): boolean {
  if (a.kind === 'nothing' || b.kind === 'nothing') return true;
  if ([a, b].every(({ kind }) => KINDS_ALIKE[use].includes(kind))) return true;
  return a.kind === b.kind && (a.type === b.type || ['text', 'whole number', 'number'].includes(a.kind));
}

function schemaDiffers(first: DescribedFile, other: DescribedFile, differences: readonly string[]): Failure {
  return fail('data.schema-differs', {
    what: 'the partitions do not have the same columns',
    where: other.path,
    got: differences.join('; '),
    wanted: `the columns of ${first.path}`,
    hint: 'write that partition again, or leave it out of data.partitions',
  });
}

function fits(kind: ColumnKind, use: ColumnUse): boolean {
  if (kind === 'nothing') return true;
  if (use === 'text') return kind === 'text' || kind === 'whole number';
  if (use === 'number') return kind === 'whole number' || kind === 'number';
  return kind !== 'list' && kind !== 'structure' && kind !== 'bytes';
}

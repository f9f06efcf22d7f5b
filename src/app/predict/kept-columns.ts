import { type Failure, fail } from '../../core/failure.js';
import { type BatchColumn, type Cell, type ColumnDescription, type ColumnRequest, findColumn } from '../../engine/table-files.js';

/** Which columns of the inputs are kept beside the predictions. */
export type KeepRule = readonly string[] | 'all';

/** A column that is kept: how it is read, and what is written of a cell. */
export interface KeptColumn extends Pick<BatchColumn, 'name' | 'type'> {
  readonly as: ColumnRequest['as'];
  readonly cellOf: (cell: Cell) => Cell;
}

/** What is kept of a file, and what its outputs have anyway. */
interface KeptFrom {
  readonly path: string;
  readonly columns: readonly ColumnDescription[];
  readonly idColumn: string;
  /** Columns of the predictions: no kept one may be called so. */
  readonly taken: readonly string[];
}

/**
 * The columns to keep, in the order given, or of the file. Texts, whole numbers, numbers and booleans keep their types; anything else is
 * kept as text. `data.missing-column`, and `usage.wrong-value` for a name that predictions have too.
 */
export function keptColumns(keep: KeepRule, from: KeptFrom): readonly KeptColumn[] {
  return keptNames(keep, from).map((column) => ({ name: column.name, ...howKept(column, from.path) }));
}

/** The columns that a rule keeps; failures as `keptColumns`. */
export function keptNames(keep: KeepRule, { path, columns, idColumn, taken }: KeptFrom): readonly ColumnDescription[] {
  const names = keep === 'all' ? allNames(columns).filter((name) => name !== idColumn.normalize('NFC')) : [...new Set(keep)];
  const reserved = new Set(taken.map((name) => name.toLowerCase()));
  return names.map((name) => {
    const column = findColumn(columns, name);
    if (column === undefined) throw missing(name, path, columns);
    if (reserved.has(column.name.toLowerCase())) throw takenName(column.name, path);
    return column;
  });
}

/** Fields of structures are kept within them. */
function allNames(columns: readonly ColumnDescription[]): readonly string[] {
  const structures = columns.filter(({ kind }) => kind === 'structure').map(({ name }) => `${name}.`);
  return columns.map(({ name }) => name).filter((name) => !structures.some((structure) => name.startsWith(structure)));
}

function howKept({ name, kind }: ColumnDescription, path: string): Pick<KeptColumn, 'type' | 'as' | 'cellOf'> {
  switch (kind) {
    // By way of text: a double would not hold all of them.
    case 'whole number':
      return { type: 'int64', as: 'text', cellOf: (cell) => (cell === null ? null : wholeNumber(String(cell), name, path)) };
    case 'number':
      return { type: 'float64', as: 'number', cellOf: (cell) => cell };
    case 'boolean':
      return { type: 'boolean', as: 'text', cellOf: (cell) => (cell === null ? null : cell === 'true') };
    default:
      return { type: 'text', as: 'text', cellOf: (cell) => cell };
  }
}

function wholeNumber(text: string, name: string, path: string): Cell {
  const value = BigInt(text);
  if (BigInt.asIntN(64, value) === value) return Number.isSafeInteger(Number(text)) ? Number(text) : value;
  throw fail('data.wrong-type', {
    what: `column ${name} cannot be kept`,
    where: path,
    got: 'a whole number of more than 64 bits',
    wanted: 'whole numbers within 64 bits, with a sign',
    hint: 'write the column as text',
  });
}

function missing(name: string, path: string, columns: readonly ColumnDescription[]): Failure {
  return fail('data.missing-column', {
    what: `there is no column ${name} to keep`,
    where: path,
    got: `the columns ${columns.map((column) => column.name).join(', ')}`,
    wanted: 'names of columns of every input',
  });
}

function takenName(name: string, path: string): Failure {
  return fail('usage.wrong-value', {
    what: `column ${name} cannot be kept: predictions have one of that name`,
    where: path,
    got: name,
    wanted: 'columns with other names',
    hint: 'keep the others with --keep and join the rest by id, or rename the column',
  });
}

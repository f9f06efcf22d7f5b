import { resolve } from 'node:path';
import type { EventListener } from '../../core/events.js';
import { folderValues } from '../../core/folder-values.js';
import { describeInFolders, type FileInFolders } from '../../engine/folder-columns.js';
import { type ColumnRequest, type FileDescription, findColumn } from '../../engine/table-files.js';
import type { PredictorParts } from '../../model/predictor.js';
import { checkSchemas, type DescribedFile } from '../../stages/source/check-schema.js';
import { refuseFolderColumns } from '../../stages/source/folder-names.js';
import type { UsedColumn } from '../../stages/source/used-columns.js';
import { openTable } from '../formats/open-table.js';
import { formatOf } from '../formats/table-format.js';
import type { ReadFile, TableServices } from '../formats/table-to-read.js';
import type { KeepRule } from './kept-columns.js';

/** A file to code, where it is read, and what it holds. */
export interface InputFile extends DescribedFile, FileDescription {
  readonly input: FileInFolders;
}

/** What files to code must have. */
interface InputRules {
  readonly parts: PredictorParts;
  /** Null: rows have no ids. */
  readonly idColumn: string | null;
  /** Whether a file may lack covariates. */
  readonly allowMissing: boolean;
}

interface InputPlaces extends Pick<InputRules, 'parts'> {
  readonly idColumn: string;
  /** Absolute path. */
  readonly projectFolder: string;
  readonly folderColumns?: readonly string[];
  /** Columns to keep; none unless said. */
  readonly keep?: KeepRule;
}

/** Describes a file, with the columns that its folders give; of one that is no Parquet, the table that is made of it. */
export async function describeInput(
  path: string,
  { projectFolder, folderColumns = [], parts, idColumn, keep = [] }: InputPlaces,
  services: TableServices,
): Promise<InputFile> {
  const read = inputColumns(parts, idColumn);
  const names = folderColumns.filter((name) => [...read.texts, ...read.numbers].includes(name));
  const input = { file: resolve(projectFolder, path), folderValues: folderValues(path, names) };
  const described: InputFile =
    formatOf(path) === 'parquet'
      ? { path, input, ...(await describeInFolders(services.tables, input)) }
      : { path, ...(await openTable({ ...input, path, ...read, kept: keep }, services)) };
  refuseFolderColumns(described, names);
  return described;
}

/** The columns that are read of an input: as text, and as numbers. */
export function inputColumns({ spec }: PredictorParts, idColumn: string): Pick<ReadFile, 'texts' | 'numbers'> {
  return { texts: [idColumn, ...spec.textColumns, ...spec.categoricalColumns], numbers: spec.numericColumns.map(({ column }) => column) };
}

/**
 * Checks files to code as a run checks its partitions: every column of the model is there, once, with a type that fits. Files may
 * store a column in different ways, since each is read by itself. Covariates that a file may lack are told of. Failures: those of
 * `checkSchemas`.
 */
export function checkInputs(files: readonly DescribedFile[], { parts, idColumn, allowMissing }: InputRules, emit: EventListener): void {
  const texts = parts.spec.textColumns.map((name): UsedColumn => ({ name, key: 'a text of the model', use: 'text', remedy: 'name it so' }));
  const ids = idColumn === null ? [] : [{ name: idColumn, key: 'the ids', use: 'text', remedy: '--id names another column' } as const];
  const always = [...ids, ...texts];
  for (const file of files) {
    const isThere = ({ name }: ColumnRequest) => findColumn(file.columns, name) !== undefined;
    const all = covariatesOf(parts);
    const lacked = allowMissing ? all.filter((covariate) => !isThere(covariate)) : [];
    for (const { name } of lacked)
      emit({ type: 'warning', stage: 'predict', message: `${file.path} has no column ${name}: it counts as missing in every row` });
    const covariates = all.filter((covariate) => !lacked.includes(covariate));
    checkSchemas([file], [...always, ...covariates.map(usedCovariate)]);
  }
}

function usedCovariate({ name, as }: ColumnRequest): UsedColumn {
  return {
    name,
    key: 'a covariate of the model',
    use: as === 'number' ? 'number' : 'category',
    remedy: '--allow-missing lets it be missing in every row',
  };
}

/** The columns to read of a file, the ids first. */
export function requestedColumns({ parts, idColumn }: Pick<InputPlaces, 'parts' | 'idColumn'>, { columns }: DescribedFile): readonly ColumnRequest[] {
  const texts = parts.spec.textColumns.map((name) => ({ name, as: 'text' }) as const);
  return [{ name: idColumn, as: 'text' }, ...texts, ...covariatesOf(parts).filter(({ name }) => findColumn(columns, name) !== undefined)];
}

function covariatesOf({ spec }: PredictorParts): readonly ColumnRequest[] {
  return [
    ...spec.categoricalColumns.map((name) => ({ name, as: 'text' }) as const),
    ...spec.numericColumns.map(({ column }) => ({ name: column, as: 'number' }) as const),
  ];
}

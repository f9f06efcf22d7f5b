import type { FolderValues } from '../core/folder-values.js';
import type { ColumnDescription, ColumnRequest, FileChunk, FileDescription, RowChunk, TableFiles } from './table-files.js';

/** A Parquet file, and the columns of one value that its folders add. */
export interface FileInFolders {
  readonly file: string;
  readonly folderValues?: FolderValues;
}

/** `TableFiles.describe` with the columns of the folders after those of the file. */
export async function describeInFolders(tables: TableFiles, { file, folderValues = {} }: FileInFolders): Promise<FileDescription> {
  const { columns, rowCount } = await tables.describe(file);
  return { columns: [...columns, ...folderColumns(folderValues)], rowCount };
}

/** Columns that folders add: text, or nothing where the value is missing. */
export function folderColumns(values: FolderValues): readonly ColumnDescription[] {
  return Object.entries(values).map(([name, value]) => ({ name, kind: value === null ? 'nothing' : 'text', type: 'folder name' }));
}

/** `TableFiles.scan` of the columns of a file and of its folders; one of the folders can only be read as text. */
export async function* scanInFolders(
  tables: TableFiles,
  { file, folderValues = {} }: FileInFolders,
  requests: readonly ColumnRequest[],
  first: number,
  count: number,
): AsyncIterable<RowChunk> {
  const ofFile = requests.filter((request) => !isOfFolder(request, folderValues));
  for await (const chunk of tables.scan(file, ofFile, first, count)) yield addFolderCells(chunk, requests, folderValues);
}

/** `TableFiles.scanAll` of the columns of files and of their folders, which give values to the same columns in each file. */
export async function* scanAllInFolders(
  tables: TableFiles,
  files: readonly FileInFolders[],
  requests: readonly ColumnRequest[],
): AsyncIterable<FileChunk> {
  const valuesOf = (index: number): FolderValues => files[index]?.folderValues ?? {};
  const ofFile = requests.filter((request) => !isOfFolder(request, valuesOf(0)));
  const paths = files.map(({ file }) => file);
  for await (const chunk of tables.scanAll(paths, ofFile)) yield { ...chunk, ...addFolderCells(chunk, requests, valuesOf(chunk.fileIndex)) };
}

function isOfFolder({ name }: ColumnRequest, values: FolderValues): boolean {
  return Object.hasOwn(values, name.normalize('NFC'));
}

function addFolderCells({ rowCount, columns }: RowChunk, requests: readonly ColumnRequest[], values: FolderValues): RowChunk {
  let next = 0;
  const cells = (request: ColumnRequest) =>
    isOfFolder(request, values)
      ? new Array<string | null>(rowCount).fill(values[request.name.normalize('NFC')] ?? null)
      : (columns[next++] as RowChunk['columns'][number]);
  return { rowCount, columns: requests.map(cells) };
}

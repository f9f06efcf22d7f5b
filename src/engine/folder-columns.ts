import type { FolderValues } from '../core/folder-values.js';
import type { ColumnDescription, ColumnRequest, FileDescription, RowChunk, TableFiles } from './table-files.js';

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
  const isOfFolder = ({ name }: ColumnRequest): boolean => Object.hasOwn(folderValues, name.normalize('NFC'));
  const ofFile = requests.filter((request) => !isOfFolder(request));
  for await (const { rowCount, columns } of tables.scan(file, ofFile, first, count)) {
    let next = 0;
    const cells = (request: ColumnRequest) =>
      isOfFolder(request)
        ? new Array<string | null>(rowCount).fill(folderValues[request.name.normalize('NFC')] ?? null)
        : (columns[next++] as RowChunk['columns'][number]);
    yield { rowCount, columns: requests.map(cells) };
  }
}

import { resolve } from 'node:path';
import type { SourcePartition } from '../artifacts/source.js';
import type { FileInFolders } from '../engine/folder-columns.js';

/** Where the rows of a partition are read: the absolute path of a Parquet file, and what its folders add. */
export function partitionFile(
  { path, folderValues, table }: Pick<SourcePartition, 'path' | 'folderValues' | 'table'>,
  projectFolder: string,
): FileInFolders {
  return { file: table?.file ?? resolve(projectFolder, path), ...(folderValues === undefined ? {} : { folderValues }) };
}

import { fail } from '../../core/failure.js';
import { type FolderValues, folderValues } from '../../core/folder-values.js';
import type { DescribedFile } from './check-schema.js';

const KEY = 'data.folderColumns';

/** What the folders of a path say of each column. `data.missing-column` where they say nothing of one. */
export function folderValuesOf(path: string, names: readonly string[]): FolderValues {
  const values = folderValues(path, names);
  const missing = names.find((name) => !Object.hasOwn(values, name.normalize('NFC')));
  if (missing === undefined) return values;
  throw fail('data.missing-column', {
    what: `no folder says what ${missing} is`,
    where: `${path}, ${KEY}`,
    got: 'no folder of that name above the file',
    wanted: `a folder ${missing}=VALUE in the path, from the project folder on`,
    hint: `take ${missing} out of ${KEY} where the files have that column themselves`,
  });
}

/** Refuses (`data.schema-differs`) a column that stands both in the file and in its folder names: they may not say the same. */
export function refuseFolderColumns({ path, columns }: DescribedFile, names: readonly string[]): void {
  const twice = names.find((name) => columns.filter((column) => column.name === name.normalize('NFC')).length > 1);
  if (twice === undefined) return;
  throw fail('data.schema-differs', {
    what: `the column ${twice} is in the file and in its folder names`,
    where: `${path}, ${KEY}`,
    got: `a column and a folder called ${twice}`,
    wanted: 'one of them',
    hint: `take ${twice} out of ${KEY}: the column of the file is read then`,
  });
}

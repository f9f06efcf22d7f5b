import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FolderValues } from '../../core/folder-values.js';
import { type FileInFolders, folderColumns } from '../../engine/folder-columns.js';
import type { ColumnDescription, TableFiles } from '../../engine/table-files.js';
import { convertCsv, describeCsv, readCsvHead } from '../../stages/source/csv-partition.js';
import type { Store } from '../../store/store.js';

/** A CSV file, and which columns are read of it where it has them: as text, or as numbers. */
export interface ReadCsv extends FileInFolders {
  /** Named in messages. */
  readonly path: string;
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

/** What is read in place of a CSV file. */
export interface CsvTable {
  /** A Parquet file in the scratch folder. */
  readonly input: FileInFolders;
  /** All columns of the CSV file, and those of its folders. */
  readonly columns: readonly ColumnDescription[];
  readonly rowCount: number;
}

/** Makes a table of a CSV file, to be read once. Failures: those of `readCsvHead` and `convertCsv`. */
export async function tableOfCsv(
  { file, path, texts, numbers, folderValues = {} }: ReadCsv,
  { tables, store, signal }: { readonly tables: TableFiles; readonly store: Pick<Store, 'scratch'>; readonly signal: AbortSignal },
): Promise<CsvTable> {
  const head = await readCsvHead(file, path, [...texts, ...numbers]);
  const table = join(await store.scratch(), `csv-${randomUUID()}`);
  const columns = wantedColumns([...texts, ...numbers], head.names, folderValues).map((name) => ({
    name,
    as: numbers.includes(name) ? ('number' as const) : ('text' as const),
  }));
  // A file with none of the columns is refused by whoever needs them.
  const source = { file, path, head, columns, signal };
  const rowCount = columns.length === 0 ? 0 : await convertCsv(tables, source, `${table}.tsv`, `${table}.parquet`);
  return {
    input: { file: `${table}.parquet`, folderValues },
    columns: [...describeCsv(head, numbers), ...folderColumns(folderValues)],
    rowCount,
  };
}

function wantedColumns(wanted: readonly string[], names: readonly string[], folderValues: FolderValues): readonly string[] {
  return [...new Set(wanted)].filter((name) => names.includes(name.normalize('NFC')) && !Object.hasOwn(folderValues, name.normalize('NFC')));
}

import type { FileInFolders } from '../../engine/folder-columns.js';
import { type ColumnDescription, findColumn, type TableFiles } from '../../engine/table-files.js';
import type { Store } from '../../store/store.js';
import type { WantedColumn } from './row-source.js';

/** A file, and which columns are read of it where it has them: as text, as numbers, or as they are, to be kept. */
export interface ReadFile extends FileInFolders {
  /** Named in messages. */
  readonly path: string;
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  /** Columns that are only kept; `all`: every one that is not read anyway. */
  readonly kept: readonly string[] | 'all';
}

/** What is read in place of a file that is no Parquet. */
export interface OpenedTable {
  /** A Parquet file in the scratch folder. */
  readonly input: FileInFolders;
  /** All columns of the file, and those of its folders. */
  readonly columns: readonly ColumnDescription[];
  readonly rowCount: number;
}

/** What tables are made with. */
export interface TableServices {
  readonly tables: TableFiles;
  readonly store: Pick<Store, 'scratch'>;
  readonly signal: AbortSignal;
}

/** The columns of a source that are read, each once: what the model needs before what is only kept. */
export function columnsToRead(
  columns: readonly ColumnDescription[],
  { texts, numbers, kept }: Omit<ReadFile, 'file' | 'path'>,
): readonly WantedColumn[] {
  const keptNames = kept === 'all' ? columns.map(({ name }) => name) : kept;
  const wanted = new Map<string, WantedColumn>();
  const want = (as: WantedColumn['as']) => (name: string) => {
    const composed = name.normalize('NFC');
    if (findColumn(columns, composed) !== undefined && !wanted.has(composed)) wanted.set(composed, { name: composed, as });
  };
  numbers.forEach(want('number'));
  texts.forEach(want('text'));
  keptNames.forEach(want('kept'));
  return [...wanted.values()];
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { folderColumns } from '../../engine/folder-columns.js';
import { convertCsv, describeCsv, readCsvHead } from '../../stages/source/csv-partition.js';
import { columnsToRead, type OpenedTable, type ReadFile, type TableServices } from './table-to-read.js';

/** Makes a table of a CSV file, to be read once: columns that are kept are texts. Failures: those of `readCsvHead` and `convertCsv`. */
export async function tableOfCsv(read: ReadFile, { tables, store, signal }: TableServices): Promise<OpenedTable> {
  const { file, path, texts, numbers, folderValues = {} } = read;
  const head = await readCsvHead(file, path, [...texts, ...numbers]);
  const table = join(await store.scratch(), `csv-${randomUUID()}`);
  const described = describeCsv(head, numbers);
  const columns = columnsToRead(described, read)
    .filter(({ name }) => !Object.hasOwn(folderValues, name))
    .map(({ name, as }) => ({ name, as: as === 'number' ? ('number' as const) : ('text' as const) }));
  // A file with none of the columns is refused by whoever needs them.
  const source = { file, path, head, columns, signal };
  const rowCount = columns.length === 0 ? 0 : await convertCsv(tables, source, `${table}.tsv`, `${table}.parquet`);
  return { input: { file: `${table}.parquet`, folderValues }, columns: [...described, ...folderColumns(folderValues)], rowCount };
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { folderColumns } from '../../engine/folder-columns.js';
import type { CellBatch, ColumnType } from '../../engine/table-files.js';
import { refuseCaseVariants } from '../../stages/source/csv-partition.js';
import { readTextPieces } from '../../stages/source/csv-text.js';
import { withArrowFile } from './arrow-in.js';
import { describeJsonLines, JSON_LINES, jsonRows } from './json-lines.js';
import type { RowSource, WantedColumn } from './row-source.js';
import { formatOf } from './table-format.js';
import { tableOfCsv } from './table-of-csv.js';
import { columnsToRead, type OpenedTable, type ReadFile, type TableServices } from './table-to-read.js';

/** Makes a Parquet table of a CSV, JSON Lines or Arrow file, to be read once. Failures: `data.unreadable`, `data.wrong-type`, `resources.*`. */
export async function openTable(read: ReadFile, services: TableServices): Promise<OpenedTable> {
  const { file, path } = read;
  switch (formatOf(path)) {
    case 'jsonl': {
      const origin = { file, path };
      const columns = await describeJsonLines(readTextPieces(file, path, JSON_LINES), origin);
      return tableOfRows(jsonRows(readTextPieces(file, path, JSON_LINES), origin, columns), read, services);
    }
    case 'arrow':
      return withArrowFile(file, path, (source) => tableOfRows(source, read, services));
    default:
      return tableOfCsv(read, services);
  }
}

async function tableOfRows(source: RowSource, read: ReadFile, { tables, store, signal }: TableServices): Promise<OpenedTable> {
  const { folderValues = {} } = read;
  const wanted = columnsToRead(source.columns, read).filter(({ name }) => !Object.hasOwn(folderValues, name));
  refuseCaseVariants(wanted, read.path);
  const file = join(await store.scratch(), `rows-${randomUUID()}.parquet`);
  let rowCount = 0;
  async function* batches(): AsyncGenerator<CellBatch> {
    for await (const chunk of source.read(wanted)) {
      signal.throwIfAborted();
      rowCount += chunk.rowCount;
      yield { rowCount: chunk.rowCount, cells: chunk.columns };
    }
  }
  const types = wanted.map((column) => ({ name: column.name, type: typeOf(column, source) }));
  // A file with none of the columns is refused by whoever needs them.
  if (types.length > 0) await tables.writeBatches(file, types, batches());
  return { input: { file, folderValues }, columns: [...source.columns, ...folderColumns(folderValues)], rowCount };
}

/** Whole numbers stay what they are, also where they are read as text: they may be kept too. */
function typeOf({ name, as }: WantedColumn, source: RowSource): ColumnType {
  const own = source.keptType(name);
  if (as === 'number') return 'float64';
  return as === 'kept' || own === 'int64' ? own : 'text';
}

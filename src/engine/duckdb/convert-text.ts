import type { DuckDBInstance } from '@duckdb/node-api';
import type { TextColumn } from '../table-files.js';
import { identifier, literal, plainPath } from './sql.js';
import { copyToParquet, typeName } from './write-table.js';

/** Reads unquoted lines of tab-separated cells in native code and writes them as one Parquet file. */
export async function convertText(
  instance: DuckDBInstance,
  textFiles: readonly string[],
  columns: readonly TextColumn[],
  file: string,
): Promise<void> {
  const list = textFiles.map((textFile) => literal(plainPath(textFile))).join(', ');
  const types = columns.map((column) => `${identifier(column.name)}: ${literal(typeName(column.type))}`).join(', ');
  const options = `auto_detect = false, header = false, delim = '\t', quote = '', escape = '', comment = '', nullstr = '', columns = {${types}}`;
  await copyToParquet(instance, `SELECT * FROM read_csv([${list}], ${options})`, file);
}

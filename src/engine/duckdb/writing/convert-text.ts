import type { DuckDBInstance } from '@duckdb/node-api';
import type { TextColumn } from '../../table-files.js';
import { identifier, literal, plainPath } from '../sql.js';
import { copyToParquet, typeName } from './write-table.js';

/** By one thread: where a quoted cell holds line ends, a second one would have to guess where rows begin. */
const QUOTED = `quote = '"', escape = '"', parallel = false, new_line = '\\n'`;
const PLAIN = `quote = '', escape = ''`;

/** Reads lines of tab-separated cells in native code and writes them as one Parquet file. */
export async function convertText(
  instance: DuckDBInstance,
  textFiles: readonly string[],
  columns: readonly TextColumn[],
  file: string,
  cells: 'plain' | 'quoted',
): Promise<void> {
  const list = textFiles.map((textFile) => literal(plainPath(textFile))).join(', ');
  const types = columns.map((column) => `${identifier(column.name)}: ${literal(typeName(column.type))}`).join(', ');
  const options = `auto_detect = false, header = false, delim = '\t', ${cells === 'plain' ? PLAIN : QUOTED}, comment = '', nullstr = '', columns = {${types}}`;
  await copyToParquet(instance, `SELECT * FROM read_csv([${list}], ${options})`, file);
}

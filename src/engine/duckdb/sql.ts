/** Quotes a value for SQL text. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Quotes a name for SQL text. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of strings for SQL text. */
export function textList(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

/** Parquet files as one table: their columns and no others, whatever the names of folders above them say. */
export function parquetTable(files: string | readonly string[], options = ''): string {
  const list = typeof files === 'string' ? literal(plainPath(files)) : textList(files.map(plainPath));
  return `read_parquet(${list}, hive_partitioning = false${options})`;
}

/** `parquetTable` with the column `file_row_number`: the place of a row in its file, from 0. */
export function numberedTable(files: string | readonly string[]): string {
  return parquetTable(files, ', file_row_number = true');
}

/** A path as read_parquet takes it: `*`, `?` and `[` stand for themselves. */
export function plainPath(file: string): string {
  return file.replaceAll(/[*?[]/g, '[$&]');
}

/** What every Parquet file of ours is written with: readable everywhere. */
export const PARQUET_OPTIONS = "FORMAT parquet, PARQUET_VERSION 'v1', COMPRESSION 'snappy', DICTIONARY_SIZE_LIMIT 0";

let nextName = 0;

/** A name that no other table of this process has. */
export function freshName(prefix: string): string {
  return `${prefix}_${nextName++}`;
}

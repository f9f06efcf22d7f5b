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

/** A list of files for read_parquet. Characters that it would take for a pattern are put in brackets, which match themselves. */
export function fileList(files: readonly string[]): string {
  return textList(files.map(plainPath));
}

/** A Parquet file as a table: its columns and no others, whatever the names of its folders say. */
export function parquetFile(file: string, options = ''): string {
  return `read_parquet(${literal(plainPath(file))}, hive_partitioning = false${options})`;
}

/** A path as read_parquet takes it: `*`, `?` and `[` stand for themselves. */
export function plainPath(file: string): string {
  return file.replaceAll(/[*?[]/g, '[$&]');
}

/** What every Parquet file of ours is written with: readable everywhere. */
export const PARQUET_OPTIONS = "FORMAT parquet, PARQUET_VERSION 'v1', COMPRESSION 'snappy', DICTIONARY_SIZE_LIMIT 0";

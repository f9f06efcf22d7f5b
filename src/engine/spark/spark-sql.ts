/**
 * The Parquet files of a folder, or one file, as a table of Spark SQL. An absolute path is one of files that all executors see; `scheme://…` is
 * handed on. Signs that a path of Hadoop reads as a pattern stand for themselves.
 */
export function parquetAt(path: string): string {
  return `parquet.${quoteName(plainLocationOf(path))}`;
}

/** Where Spark reads from, without patterns. */
export function plainLocationOf(path: string): string {
  return locationOf(path).replace(/[\\{}[\]*?]/g, '\\$&');
}

/** Where Spark writes to: without patterns. */
export function locationOf(path: string): string {
  return path.startsWith('/') ? `file://${path}` : path;
}

/** A name, which may hold any sign. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A text, which may hold any sign. */
export function quoteText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

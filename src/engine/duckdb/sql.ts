/** Quotes a value for SQL text. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Quotes a name for SQL text. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of files for read_parquet. */
export function fileList(files: readonly string[]): string {
  return `[${files.map(literal).join(', ')}]`;
}

export const PARQUET_OPTIONS = "FORMAT parquet, PARQUET_VERSION 'v1', COMPRESSION 'snappy'";

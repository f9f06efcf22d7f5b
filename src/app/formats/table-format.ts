/** How rows are written in a file or a stream. */
export type TableFormat = 'parquet' | 'arrow' | 'csv' | 'tsv' | 'jsonl';

/** Endings by format, the one that outputs get first; where it says so, a `.gz` may follow. */
const ENDINGS: Readonly<Record<TableFormat, RegExp>> = {
  parquet: /\.(parquet|parq|pq)$/i,
  arrow: /\.(arrow|arrows|feather|ipc)$/i,
  csv: /\.csv(\.gz)?$/i,
  tsv: /\.tsv(\.gz)?$/i,
  jsonl: /\.(jsonl|ndjson)(\.gz)?$/i,
};

/** All formats, in the order in which messages name them. */
export const TABLE_FORMATS = Object.keys(ENDINGS) as readonly TableFormat[];

/** The format of a file by its name alone: Parquet where the ending is none of ours. */
export function formatOf(path: string): TableFormat {
  return TABLE_FORMATS.find((format) => ENDINGS[format].test(path)) ?? 'parquet';
}

/** The name of an output in a format: that of its input, with the ending of the format in place of its own. */
export function nameInFormat(path: string, format: TableFormat): string {
  const own = formatOf(path);
  // An ending that is no one's stays: `part-0` is coded into `part-0`.
  if (own === format) return path.replace(/\.gz$/i, '');
  return `${path.replace(ENDINGS[own], '')}.${format}`;
}

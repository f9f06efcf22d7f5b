import { join } from 'node:path';

/** Where the files of a prepared shard lie; see `PreparedShard` for what they hold. */
export interface PreparedShardFiles {
  readonly rows: string;
  readonly texts: string;
  readonly quarantine: string;
}

/** The files of a prepared shard in its folder. Texts are read and written by `texts-file.ts`, the others are tables. */
export function preparedShardFiles(folder: string): PreparedShardFiles {
  return { rows: join(folder, 'rows.parquet'), texts: join(folder, 'texts.arrow'), quarantine: join(folder, 'quarantine.parquet') };
}

/** What a column that suites select by is called in the table of rows, by its place among such columns (`suiteColumns`). */
export function suiteCells(index: number): string {
  return `suite-${index}`;
}

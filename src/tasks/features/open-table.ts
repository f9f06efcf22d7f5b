import type { FeatureSpec, NgramTable } from '../../artifacts/features.js';
import { loadNgramTableFile } from '../../artifacts/files/ngram-table-file.js';
import { type FindKeys, openFindKeys } from './find-keys.js';

/** A table that is in memory, and what finds keys in it. */
interface OpenTable {
  readonly file: string;
  readonly table: NgramTable;
  readonly findKeys: FindKeys;
}

let last: OpenTable | undefined;

/** Opens a table; the one of the call before is kept: shards of one variant come one after another. */
export function openTable(file: string, { features }: FeatureSpec): OpenTable {
  if (last?.file === file) return last;
  const table = loadNgramTableFile(file, { names: false });
  last = { file, table, findKeys: openFindKeys(table, features) };
  return last;
}

/** Lets go of the table that is kept. */
export function forgetTable(): void {
  last = undefined;
}

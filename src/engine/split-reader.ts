import type { Digest } from '../core/digest.js';
import type { FileInFolders } from './folder-columns.js';
import type { RowChunk } from './table-files.js';

/** What a split file holds. */
export interface SplitFacts {
  readonly splitDigest: Digest;
  readonly rowCounts: ReadonlyMap<string, number>;
}

/** What a written split file says, by code that knows nothing of how it was made. Results have a total order over bytewise keys. */
export interface SplitReader {
  /**
   * SHA-256 over one line of canonical JSON a row of a split file, `["id","code","role","group"]`, each ended by a line feed, in
   * bytewise order of id, in UTF-8: the content of the split, whatever the bytes of the file. Rows are counted beside it.
   */
  digestSplit(splitFile: string): Promise<SplitFacts>;
  /** Rows of a split file whose role is test, that are not marked seen, and whose group also has a row in another role. Reads only the file. */
  countLeakedRows(splitFile: string): Promise<number>;
  /**
   * Id, code, role and the texts of every row of a split file, in bytewise order of id, '' for a null text. Texts come from the
   * partitions, not from prepared shards: what is counted over them owes nothing to how the split was made.
   */
  splitTexts(splitFile: string, partitions: readonly FileInFolders[], id: string, texts: readonly string[]): AsyncIterable<RowChunk>;
}

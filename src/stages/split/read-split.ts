import { ROLES } from '../../artifacts/split.js';
import { type Digest, DigestBuilder } from '../../core/digest.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { TableEngine } from '../../engine/table-engine.js';

export interface SplitFacts {
  /**
   * SHA-256 over one line of canonical JSON a row, `["id","code","role","group"]`, each ended by a line feed, in bytewise order of id,
   * all in UTF-8: the content of the split, whatever the bytes of the Parquet file.
   */
  readonly splitDigest: Digest;
  /** Rows a role, in the order of `ROLES`. */
  readonly rowCounts: readonly number[];
}

/** Reads a split file back and digests it; throws when its ids are not in strictly ascending bytewise order. */
export async function readSplit(tables: TableEngine, file: string): Promise<SplitFacts> {
  const digest = new DigestBuilder();
  const rowCounts = ROLES.map(() => 0);
  const columns = ['id', 'code', 'role', 'group'].map((name) => ({ name, as: 'text' }) as const);
  const { rowCount } = await tables.describe(file);
  const codeJson = new Map<string, string>();
  let previous: string | undefined;
  for await (const chunk of tables.scan(file, columns, 0, rowCount)) {
    const [ids, codes, roles, groups] = chunk.columns as readonly (readonly string[])[] as [string[], string[], string[], string[]];
    let lines = '';
    for (let row = 0; row < chunk.rowCount; row++) {
      const [id, code, role, group] = [ids[row], codes[row], roles[row], groups[row]] as [string, string, string, string];
      if (previous !== undefined && compareUtf8(previous, id) >= 0) throw new Error(`${file}: id ${id} comes after ${previous}`);
      previous = id;
      let quotedCode = codeJson.get(code);
      if (quotedCode === undefined) {
        quotedCode = JSON.stringify(code);
        codeJson.set(code, quotedCode);
      }
      const roleIndex = ROLES.indexOf(role as (typeof ROLES)[number]);
      rowCounts[roleIndex] = (rowCounts[roleIndex] as number) + 1;
      lines += `[${JSON.stringify(id)},${quotedCode},"${role}","${group}"]\n`;
    }
    digest.add(lines);
  }
  return { splitDigest: digest.finish(), rowCounts };
}

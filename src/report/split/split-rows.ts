import { hash } from 'node:crypto';
import { ROLES } from '../../artifacts/split.js';
import type { FileInFolders } from '../../engine/folder-columns.js';
import type { SplitReader } from '../../engine/split-reader.js';
import type { TableFiles } from '../../engine/table-files.js';
import { looseForm } from './loose-form.js';

/** Above so many rows only a share of the texts is held in memory. */
const MOST_TEXTS = 3_000_000;

/** The rows of a split as the report looks at them, in bytewise order of id; one entry a row. */
export interface SplitRows {
  readonly codes: readonly string[];
  /** Index into `codes`. */
  readonly code: Int32Array;
  /** Index into `ROLES`. */
  readonly role: Uint8Array;
  /** The loose form of all texts of the row; null where it was not kept. */
  readonly text: readonly (string | null)[];
  /** Of so many distinct texts one was kept, with all its rows, by the SHA-256 of its loose form. 1: every text. */
  readonly oneTextIn: number;
}

/**
 * Loads the rows of a split file with their texts from the partitions. Rows are all counted; of more than `mostTexts` rows only a share
 * of the texts is held in memory, whole texts with all their rows, so that equal texts stay together.
 */
export async function loadSplitRows(
  { tables, splitReader }: { readonly tables: TableFiles; readonly splitReader: SplitReader },
  splitFile: string,
  partitions: readonly FileInFolders[],
  columns: { readonly id: string; readonly text: readonly string[] },
  mostTexts = MOST_TEXTS,
): Promise<SplitRows> {
  const oneTextIn = Math.max(1, Math.ceil((await tables.describe(splitFile)).rowCount / mostTexts));
  const codeIndex = new Map<string, number>();
  const code: number[] = [];
  const role: number[] = [];
  const text: (string | null)[] = [];
  for await (const chunk of splitReader.splitTexts(splitFile, partitions, columns.id, columns.text)) {
    const [, codes = [], roles = [], ...texts] = chunk.columns as readonly (readonly string[])[];
    for (let row = 0; row < chunk.rowCount; row++) {
      const own = codes[row] as string;
      if (!codeIndex.has(own)) codeIndex.set(own, codeIndex.size);
      code.push(codeIndex.get(own) as number);
      role.push((ROLES as readonly string[]).indexOf(roles[row] as string));
      const loose = looseForm(texts.map((cells) => cells[row] as string).join('\n'));
      text.push(isKept(loose, oneTextIn) ? loose : null);
    }
  }
  return { codes: [...codeIndex.keys()], code: Int32Array.from(code), role: Uint8Array.from(role), text, oneTextIn };
}

function isKept(text: string, oneTextIn: number): boolean {
  return oneTextIn === 1 || Number.parseInt(hash('sha256', text, 'hex').slice(0, 8), 16) % oneTextIn === 0;
}

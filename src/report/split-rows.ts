import { ROLES } from '../artifacts/split.js';
import type { TableEngine } from '../engine/table-engine.js';
import { looseForm } from './loose-form.js';

/** The rows of a split as the report looks at them, in bytewise order of id; one entry a row. */
export interface SplitRows {
  readonly codes: readonly string[];
  /** Index into `codes`. */
  readonly code: Int32Array;
  /** Index into `ROLES`. */
  readonly role: Uint8Array;
  /** The loose form of all texts of the row. */
  readonly text: readonly string[];
}

/** Loads the rows of a split file with their texts from the partitions. The texts of all rows are held in memory. */
export async function loadSplitRows(
  tables: TableEngine,
  splitFile: string,
  partitions: readonly string[],
  columns: { readonly id: string; readonly text: readonly string[] },
): Promise<SplitRows> {
  const codeIndex = new Map<string, number>();
  const code: number[] = [];
  const role: number[] = [];
  const text: string[] = [];
  for await (const chunk of tables.splitTexts(splitFile, partitions, columns.id, columns.text)) {
    const [, codes = [], roles = [], ...texts] = chunk.columns as readonly (readonly string[])[];
    for (let row = 0; row < chunk.rowCount; row++) {
      const own = codes[row] as string;
      if (!codeIndex.has(own)) codeIndex.set(own, codeIndex.size);
      code.push(codeIndex.get(own) as number);
      role.push((ROLES as readonly string[]).indexOf(roles[row] as string));
      text.push(looseForm(texts.map((cells) => cells[row] as string).join('\n')));
    }
  }
  return { codes: [...codeIndex.keys()], code: Int32Array.from(code), role: Uint8Array.from(role), text };
}

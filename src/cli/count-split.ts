import { ROLES } from '../artifacts/split.js';
import { compareUtf8 } from '../core/utf8-order.js';
import type { TableEngine } from '../engine/table-engine.js';

/** Rows of a code in each role, in the order of `ROLES`. */
export interface CodeRoles {
  readonly code: string;
  readonly roles: readonly number[];
}

/** What a split file says, counted anew from the file alone. */
export interface SplitCounts {
  readonly codes: readonly CodeRoles[];
  readonly rowCounts: readonly number[];
  readonly groupCount: number;
  /** Test rows whose group also has a row in another role. */
  readonly leakedTestRowCount: number;
}

/** Counts rows by code and role. Codes come with the most rows first, ties in bytewise order. Failures: `data.unreadable`. */
export async function countSplit(file: string, tables: TableEngine): Promise<SplitCounts> {
  const { rowCount } = await tables.describe(file);
  const byCode = new Map<string, number[]>();
  const rowCounts = ROLES.map(() => 0);
  const groups = new Set<string>();
  const columns = ['code', 'role', 'group'].map((name) => ({ name, as: 'text' }) as const);
  for await (const chunk of tables.scan(file, columns, 0, rowCount)) {
    const [codes = [], roles = [], groupKeys = []] = chunk.columns as readonly (readonly string[])[];
    for (let row = 0; row < chunk.rowCount; row++) {
      const code = codes[row] as string;
      const role = (ROLES as readonly string[]).indexOf(roles[row] as string);
      const counts = byCode.get(code) ?? ROLES.map(() => 0);
      byCode.set(code, counts);
      counts[role] = (counts[role] ?? 0) + 1;
      rowCounts[role] = (rowCounts[role] ?? 0) + 1;
      groups.add(groupKeys[row] as string);
    }
  }
  const codes = [...byCode].map(([code, roles]) => ({ code, roles }));
  codes.sort((a, b) => total(b) - total(a) || compareUtf8(a.code, b.code));
  return { codes, rowCounts, groupCount: groups.size, leakedTestRowCount: await tables.countLeakedRows(file) };
}

function total({ roles }: CodeRoles): number {
  return roles.reduce((sum, count) => sum + count, 0);
}

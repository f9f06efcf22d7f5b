import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { ROLES, type RoleTimes } from '../../artifacts/split.js';
import type { TimeOrder } from '../../artifacts/time-order.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { TableFiles } from '../../engine/table-files.js';

/** The first and the last time of each role's rows, in the order of `ROLES`; null for a role without rows. */
export async function readRoleTimes(
  { shards, firstRow }: Pick<Prepared, 'shards' | 'firstRow'>,
  role: Uint8Array,
  { by }: TimeOrder,
  tables: TableFiles,
): Promise<RoleTimes> {
  const compare = by === 'number' ? (a: string, b: string) => Number(a) - Number(b) : compareUtf8;
  const ranges: ({ from: string; to: string } | null)[] = ROLES.map(() => null);
  for (const [index, { folder, rowCount }] of shards.entries()) {
    let row = firstRow[index] as number;
    for await (const { columns } of tables.scan(preparedShardFiles(folder).rows, [{ name: 'time', as: 'text' }], 0, rowCount)) {
      for (const cell of columns[0] as readonly string[]) {
        const of = role[row++] as number;
        if (of >= ROLES.length) continue;
        const range = ranges[of] ?? null;
        if (range === null) ranges[of] = { from: cell, to: cell };
        else if (compare(cell, range.from) < 0) range.from = cell;
        else if (compare(cell, range.to) > 0) range.to = cell;
      }
    }
  }
  return ranges;
}

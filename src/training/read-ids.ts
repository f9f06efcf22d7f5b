import { preparedShardFiles } from '../artifacts/files/prepared-shard-files.js';
import { type Prepared, SHARD_ROWS } from '../artifacts/prepared.js';
import type { TableFiles } from '../engine/table-files.js';

/** The ids of some prepared rows (ascending), in pieces of a shard or less. */
export async function* readIds(
  rows: Uint32Array,
  { shards, firstRow }: Pick<Prepared, 'shards' | 'firstRow'>,
  tables: Pick<TableFiles, 'scan'>,
): AsyncGenerator<readonly string[]> {
  let next = 0;
  for (const [s, shard] of shards.entries()) {
    let row = firstRow[s] as number;
    for await (const chunk of tables.scan(preparedShardFiles(shard.folder).rows, [{ name: 'id', as: 'text' }], 0, SHARD_ROWS)) {
      const ids: string[] = [];
      for (const id of chunk.columns[0] ?? []) if (rows[next + ids.length] === row++) ids.push(id as string);
      yield ids;
      next += ids.length;
    }
  }
}

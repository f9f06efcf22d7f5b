import { existsSync } from 'node:fs';
import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { SHARD_ROWS } from '../../artifacts/prepared.js';
import type { Digest } from '../../core/digest.js';
import type { SplitReader } from '../../engine/split-reader.js';
import type { TableFiles } from '../../engine/table-files.js';

interface Search {
  /** Test rows of the candidate, ascending. */
  readonly test: Uint32Array;
  readonly prepared: Prepared;
  /** The champion's `split.parquet`, and the digest that its bundle names. */
  readonly splitFile: string;
  readonly splitDigest: Digest;
}

/** What reads the two splits. */
export interface Readers {
  readonly tables: TableFiles;
  readonly splitReader: SplitReader;
}

const SCAN_ROWS = 1 << 20;

/**
 * The test rows that no non-test role of the champion has seen: neither their id nor any row of their group was train,
 * validation or calibration there. Rows that the champion never met stay. Undefined when its split is not there, or not the
 * one that the bundle names. Memory: ids and groups of the test rows.
 */
export async function unseenRows({ test, prepared, splitFile, splitDigest }: Search, readers: Readers): Promise<Uint32Array | undefined> {
  const { tables, splitReader } = readers;
  if (!existsSync(splitFile)) return undefined;
  if ((await splitReader.digestSplit(splitFile)).splitDigest !== splitDigest) return undefined;
  const { id, group } = await readKeys(test, prepared, tables);
  const seenIds = new Set<string>();
  const seenGroups = new Set<string>();
  const [testIds, testGroups] = [new Set(id), new Set(group)];
  for await (const [rowId, role, rowGroup] of championRows(splitFile, tables)) {
    if (role === 'test') continue;
    if (testIds.has(rowId)) seenIds.add(rowId);
    if (testGroups.has(rowGroup)) seenGroups.add(rowGroup);
  }
  return test.filter((_, i) => !seenIds.has(id[i]!) && !seenGroups.has(group[i]!));
}

async function* championRows(file: string, tables: TableFiles): AsyncIterable<readonly [string, string, string]> {
  const columns = ['id', 'role', 'group'].map((name) => ({ name, as: 'text' as const }));
  const { rowCount } = await tables.describe(file);
  for (let first = 0; first < rowCount; first += SCAN_ROWS) {
    for await (const { rowCount: count, columns: cells } of tables.scan(file, columns, first, SCAN_ROWS)) {
      for (let row = 0; row < count; row++) yield [cells[0]![row] as string, cells[1]![row] as string, cells[2]![row] as string];
    }
  }
}

/** Id and group key of rows, from the prepared shards. */
async function readKeys(rows: Uint32Array, { shards, firstRow }: Prepared, tables: TableFiles): Promise<{ id: string[]; group: string[] }> {
  const keys = { id: [] as string[], group: [] as string[] };
  const columns = ['id', 'group'].map((name) => ({ name, as: 'text' as const }));
  let next = 0;
  for (const [s, shard] of shards.entries()) {
    let row = firstRow[s]!;
    if (next === rows.length || rows[next]! >= firstRow[s + 1]!) continue;
    for await (const { rowCount, columns: cells } of tables.scan(preparedShardFiles(shard.folder).rows, columns, 0, SHARD_ROWS)) {
      for (let i = 0; i < rowCount; i++, row++) {
        if (rows[next] !== row) continue;
        keys.id.push(cells[0]![i] as string);
        keys.group.push(cells[1]![i] as string);
        next++;
      }
    }
  }
  return keys;
}

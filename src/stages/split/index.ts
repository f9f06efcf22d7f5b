import { join } from 'node:path';
import { readArrayFile, writeArrayFile } from '../../artifacts/array-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import type { Source } from '../../artifacts/source.js';
import { NO_ROLE, ROLES, type Split } from '../../artifacts/split.js';
import type { Json } from '../../core/canonical-json.js';
import { sharedUint8 } from '../../core/shared-arrays.js';
import type { RowTables } from '../../engine/table-engine.js';
import { cached } from '../../runner/cached.js';
import type { Stage, StageContext } from '../../runner/stage.js';
import { groupQuota, partsPerMillion } from './group-quota.js';
import { splitSalt } from './split-salt.js';

const VERSION = 1;

/** What the split's artifact says beside its files. */
type SplitMeta = Omit<Split, 'kind' | 'role' | 'file'>;

/** Gives every row a role: whole groups, stratified by code, by rank of a salted hash, with integer quotas. */
export const splitStage: Stage<{ readonly source: Source; readonly prepared: Prepared }, Split> = {
  name: 'split',
  async run({ prepared }, context) {
    const { seed, fractions, groupBy } = context.config.split;
    const fingerprint: Json = {
      version: VERSION,
      // Rows, their keys and their order.
      shards: prepared.shards.map((shard) => shard.key),
      // Which key is the group; the shards hold it, said here for the reader of `plan`.
      groupBy,
      seed,
      parts: partsPerMillion(fractions),
    };
    const stored = await cached(context, 'split', 'split', fingerprint, async (folder) => {
      return (await writeSplit(prepared, folder, context)) as unknown as Json;
    });
    const meta = stored.meta as unknown as SplitMeta;
    const role = readArrayFile(join(stored.folder, 'role.u8'), sharedUint8(prepared.rowCount));
    return { kind: 'split', role, file: join(stored.folder, 'split.parquet'), ...meta };
  },
};

async function writeSplit(prepared: Prepared, folder: string, { config, tables }: StageContext): Promise<SplitMeta> {
  const rows = await tables.openRows(prepared.shards.map((shard) => join(shard.folder, 'rows.parquet')));
  const file = join(folder, 'split.parquet');
  try {
    await rows.exclude(leftOut(prepared));
    const role = await assignRoles(rows, config.split);
    writeArrayFile(join(folder, 'role.u8'), role);
    await rows.writeSplit(file);
    const conflicts = await rows.conflicts();
    const { splitDigest, rowCounts } = await tables.digestSplit(file);
    const leakedTestRowCount = await tables.countLeakedRows(file);
    return {
      splitDigest,
      rowCounts: ROLES.map((name) => rowCounts.get(name) ?? 0),
      groupCounts: countGroups(prepared, role),
      conflictGroupCount: conflicts.groupCount,
      conflictRowCount: conflicts.rowCount,
      leak: { testRowCount: rowCounts.get('test') ?? 0, leakedTestRowCount },
    };
  } finally {
    await rows.close();
  }
}

async function assignRoles(rows: RowTables, { seed, fractions }: StageContext['config']['split']): Promise<Uint8Array> {
  const parts = partsPerMillion(fractions);
  const quotas = (await rows.strata()).map(({ code, groupCount }) => ({ code, counts: groupQuota(groupCount, parts) }));
  return rows.assignRoles(splitSalt(seed), quotas);
}

function leftOut({ included, rowCount, includedCount }: Prepared): Uint32Array {
  const rows = new Uint32Array(rowCount - includedCount);
  let next = 0;
  for (let row = 0; row < rowCount; row++) if (included[row] === 0) rows[next++] = row;
  return rows;
}

/** Groups a role; every group has one role, that of its first row. */
function countGroups({ group, groupCount }: Prepared, role: Uint8Array): readonly number[] {
  const seen = new Uint8Array(groupCount);
  const counts = ROLES.map(() => 0);
  for (let row = 0; row < role.length; row++) {
    const [index, of] = [role[row] as number, group[row] as number];
    if (index === NO_ROLE || seen[of] === 1) continue;
    seen[of] = 1;
    counts[index] = (counts[index] as number) + 1;
  }
  return counts;
}

import { join } from 'node:path';
import { writeArrayFile } from '../../artifacts/array-file.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { type EarlierSplit, NO_ROLE, ROLES, type Split, type SplitDetails, TEST } from '../../artifacts/split.js';
import { fail } from '../../core/failure.js';
import type { SplitReader } from '../../engine/split-reader.js';
import type { RowTables, Stratum } from '../../engine/table-engine.js';
import type { EarlierSplitFile } from '../../runner/earlier-split.js';
import type { StageContext } from '../../runner/stage.js';
import { groupQuota, partsPerMillion, type Quota } from './group-quota.js';
import { splitSalt } from './split-salt.js';
import { topUpQuota } from './top-up-quota.js';

/** What the split's artifact says beside its files: paths are those of its folder, and arrays lie in files. */
export type SplitMeta = Omit<Split, 'kind' | 'role' | 'file' | 'details'> & {
  readonly details: Omit<SplitDetails, 'conflictsFile' | 'seen' | 'fold' | 'earlier'> & {
    readonly earlier: Omit<EarlierSplit, 'changesFile'> | null;
  };
};

/** The parts per million of a split. With a test role by time, what would be test is train: no other row may be test. */
export function splitParts({ fractions, test }: StageContext['config']['split']): Quota {
  return partsPerMillion(test === null ? fractions : { ...fractions, test: 0 });
}

/** Writes `split.parquet`, `conflicts.parquet`, `role.u8` and, where they apply, `changes.parquet`, `seen.u8`, `fold.u8`. */
export async function writeSplit(prepared: Prepared, earlier: EarlierSplitFile | null, folder: string, context: StageContext): Promise<SplitMeta> {
  const rows = await context.tables.openRows(prepared.shards.map((shard) => join(shard.folder, 'rows.parquet')));
  try {
    await rows.exclude(leftOut(prepared));
    const keptRowCount = earlier === null ? 0 : await rows.keepRoles(earlier.file);
    const laterRowCount = await takeLaterRows(rows, prepared, context);
    if (!context.config.split.stratify) rows.mergeStrata();
    const strata = await rows.strata();
    const role = await assignRoles(rows, strata, context);
    writeArrayFile(join(folder, 'role.u8'), role);
    const seenTestRowCount = await markSeen(rows, earlier, folder, context);
    if (context.config.split.folds !== null) writeArrayFile(join(folder, 'fold.u8'), await rows.assignFolds(context.config.split.folds));
    await rows.writeSplit(join(folder, 'split.parquet'));
    await rows.writeConflicts(join(folder, 'conflicts.parquet'));
    const otherLeaks = await countOtherLeaks(rows, context);
    const groupCounts = countGroups(prepared, role);
    const continued = earlier === null ? null : await describeEarlier(rows, prepared, earlier, keptRowCount, strata, groupCounts, folder, context);
    const conflicts = await rows.conflicts();
    return {
      ...(await recount(context.splitReader, join(folder, 'split.parquet'))),
      groupCounts,
      conflictGroupCount: conflicts.groupCount,
      conflictRowCount: conflicts.rowCount,
      details: { otherLeaks, seenTestRowCount, laterRowCount, earlier: continued },
    };
  } finally {
    await rows.close();
  }
}

/** What the written file says, by code that knows nothing of how it was made. */
async function recount(splitReader: SplitReader, file: string): Promise<Pick<Split, 'splitDigest' | 'rowCounts' | 'leak'>> {
  const { splitDigest, rowCounts } = await splitReader.digestSplit(file);
  const leakedTestRowCount = await splitReader.countLeakedRows(file);
  return {
    splitDigest,
    rowCounts: ROLES.map((name) => rowCounts.get(name) ?? 0),
    leak: { testRowCount: rowCounts.get('test') ?? 0, leakedTestRowCount },
  };
}

function leftOut({ included, rowCount, includedCount }: Prepared): Uint32Array {
  const rows = new Uint32Array(rowCount - includedCount);
  let next = 0;
  for (let row = 0; row < rowCount; row++) if (included[row] === 0) rows[next++] = row;
  return rows;
}

async function takeLaterRows(rows: RowTables, { includedCount }: Prepared, { config }: StageContext): Promise<number> {
  const { test } = config.split;
  if (test === null) return 0;
  const count = await rows.takeLaterRows(test.from);
  if (count > 0 && count < includedCount) return count;
  throw fail('usage.wrong-value', {
    what: count === 0 ? 'no row is late enough to be a test row' : 'every row would be a test row',
    where: 'split.test.from',
    got: `${test.column} >= ${test.from} holds for ${count} of ${includedCount} rows`,
    wanted: 'a value that some rows reach and others do not',
  });
}

async function assignRoles(rows: RowTables, strata: readonly Stratum[], { config }: StageContext): Promise<Uint8Array> {
  const parts = splitParts(config.split);
  const quotas = strata.map(({ code, groupCount, kept }) => ({ code, counts: topUpQuota(groupCount, kept, parts) }));
  return rows.assignRoles(splitSalt(config.split.seed), quotas);
}

/** A new split by groups has nothing to mark; rows that became test by time, or kept a role while texts changed, may have been seen. */
async function markSeen(rows: RowTables, earlier: EarlierSplitFile | null, folder: string, { config }: StageContext): Promise<number> {
  if (config.split.test === null && earlier === null) return 0;
  const seen = await rows.markSeen();
  writeArrayFile(join(folder, 'seen.u8'), seen);
  return seen.reduce((sum, value) => sum + value, 0);
}

async function countOtherLeaks(rows: RowTables, { config }: StageContext): Promise<SplitDetails['otherLeaks']> {
  const leaks: { by: string; leakedTestRowCount: number }[] = [];
  const { groupBy, reportLeak } = config.split;
  if (groupBy !== 'text') leaks.push({ by: 'text', leakedTestRowCount: await rows.countLeak('textKey') });
  if (reportLeak !== null) leaks.push({ by: reportLeak, leakedTestRowCount: await rows.countLeak('otherKey') });
  return leaks;
}

async function describeEarlier(
  rows: RowTables,
  { includedCount }: Prepared,
  { run, file }: EarlierSplitFile,
  keptRowCount: number,
  strata: readonly Stratum[],
  groupCounts: readonly number[],
  folder: string,
  { config, splitReader }: StageContext,
): Promise<Omit<EarlierSplit, 'changesFile'>> {
  const parts = splitParts(config.split);
  const quotas = strata.map(({ groupCount }) => groupQuota(groupCount, parts));
  const { removed, relabelled } = await rows.writeChanges(file, join(folder, 'changes.parquet'));
  return {
    from: run,
    splitDigest: (await splitReader.digestSplit(file)).splitDigest,
    keptRowCount,
    newRowCount: includedCount - keptRowCount,
    removedRowCount: removed,
    relabelledRowCount: relabelled,
    straddlingGroupCount: (await rows.straddling()).groupCount,
    drift: ROLES.map((role, index) => ({
      role,
      quotaGroupCount: quotas.reduce((sum, quota) => sum + (quota[index] as number), 0),
      groupCount: groupCounts[index] as number,
    })),
  };
}

/** Groups a role; a group with rows of several roles counts for the first of them that is not test, so that each counts once. */
function countGroups({ group, groupCount }: Prepared, role: Uint8Array): readonly number[] {
  const roleOf = new Uint8Array(groupCount).fill(NO_ROLE);
  for (let row = 0; row < role.length; row++) {
    const [rowRole, index] = [role[row] as number, group[row] as number];
    if (rowRole < (roleOf[index] ?? TEST + 1)) roleOf[index] = rowRole;
  }
  const counts = ROLES.map(() => 0);
  for (const value of roleOf) if (value !== NO_ROLE) counts[value] = (counts[value] as number) + 1;
  return counts;
}

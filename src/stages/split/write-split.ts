import { preparedShardFiles } from '../../artifacts/files/prepared-shard-files.js';
import { splitFiles, writeSplitArrays } from '../../artifacts/files/split-files.js';
import type { Prepared } from '../../artifacts/prepared.js';
import { type EarlierSplit, NO_ROLE, ROLES, type Split, type SplitDetails, TEST } from '../../artifacts/split.js';
import type { TimeOrder } from '../../artifacts/time-order.js';
import { type Failure, fail } from '../../core/failure.js';
import type { MadeSplit } from '../../engine/split-engine.js';
import type { SplitReader } from '../../engine/split-reader.js';
import type { EarlierSplitFile } from '../../runner/earlier-split.js';
import type { StageContext } from '../stage-context.js';
import { groupQuota } from './group-quota.js';
import { leakKeys, planSplit, type SplitSettings, splitParts } from './plan-split.js';
import { readRoleTimes } from './role-times.js';

/** What the split's artifact says beside its files: paths are those of its folder, and arrays lie in files. */
export type SplitMeta = Omit<Split, 'kind' | 'role' | 'file' | 'details'> & {
  readonly details: Omit<SplitDetails, 'conflictsFile' | 'seen' | 'fold' | 'earlier'> & {
    readonly earlier: Omit<EarlierSplit, 'changesFile'> | null;
  };
};

/** Writes the tables and the arrays of a split into the folder; returns what else there is to know of it. */
export async function writeSplit(
  prepared: Prepared,
  earlier: EarlierSplitFile | null,
  time: TimeOrder | null,
  folder: string,
  context: StageContext,
): Promise<SplitMeta> {
  const files = splitFiles(folder);
  const rowFiles = prepared.shards.map((shard) => preparedShardFiles(shard.folder).rows);
  const outcome = await context.splitEngine.makeSplit(rowFiles, planSplit(prepared, earlier, context.config.split, time), files);
  if (outcome.kind === 'one-sided') throw oneSided(outcome.laterRowCount, prepared, context);
  const { role, seen, conflicts } = outcome;
  writeSplitArrays(folder, outcome);
  const groupCounts = countGroups(prepared, role);
  return {
    ...(await recount(context.splitReader, files.split)),
    groupCounts,
    conflictGroupCount: conflicts.groupCount,
    conflictRowCount: conflicts.rowCount,
    details: {
      otherLeaks: nameLeaks(outcome, context.config.split),
      seenTestRowCount: seen === null ? 0 : seen.reduce((sum, value) => sum + value, 0),
      laterRowCount: outcome.laterRowCount,
      times: time === null ? null : await readRoleTimes(prepared, role, time, context.tables),
      earlier: earlier === null ? null : await describeEarlier(earlier, outcome, prepared, groupCounts, context),
    },
  };
}

function nameLeaks({ leakedRowCounts }: MadeSplit, settings: SplitSettings): SplitDetails['otherLeaks'] {
  return leakKeys(settings).map(({ by }, index) => ({ by, leakedTestRowCount: leakedRowCounts[index] as number }));
}

function oneSided(laterRowCount: number, { includedCount }: Prepared, { config }: StageContext): Failure {
  const { test } = config.split;
  if (test === null) throw new Error('the plan names no time, the outcome does');
  return fail('usage.wrong-value', {
    what: laterRowCount === 0 ? 'no row is late enough to be a test row' : 'every row would be a test row',
    where: 'split.test.from',
    got: `${test.column} >= ${test.from} holds for ${laterRowCount} of ${includedCount} rows`,
    wanted: 'a value that some rows reach and others do not',
  });
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

async function describeEarlier(
  { run, file }: EarlierSplitFile,
  { earlier, strata }: MadeSplit,
  { includedCount }: Prepared,
  groupCounts: readonly number[],
  { config, splitReader }: StageContext,
): Promise<Omit<EarlierSplit, 'changesFile'>> {
  if (earlier === null) throw new Error('the plan names an earlier split, the outcome does not');
  const parts = splitParts(config.split);
  const quotas = strata.map(({ groupCount }) => groupQuota(groupCount, parts));
  return {
    from: run,
    splitDigest: (await splitReader.digestSplit(file)).splitDigest,
    newRowCount: includedCount - earlier.keptRowCount,
    ...earlier,
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

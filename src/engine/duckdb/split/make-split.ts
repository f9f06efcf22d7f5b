import type { DuckDBInstance } from '@duckdb/node-api';
import type { SplitFiles } from '../../../artifacts/files/split-files.js';
import type { ContinuedSplit, SplitOutcome, SplitPlan } from '../../split-engine.js';
import { excludeRows, type PreparedRows, withPreparedRows } from '../prepared-rows.js';
import { countConflicts, countLeak, countStraddling } from './count-split.js';
import { assignFolds, markSeen } from './mark-rows.js';
import { assignRoles, countStrata, createGroups, keepRoles, takeLaterRows } from './place-groups.js';
import { writeChanges, writeConflicts, writeSplit } from './write-split.js';

/** Splits the rows of row files (`SplitEngine.makeSplit`). Each step reads the tables of those before it. */
export async function makeSplit(instance: DuckDBInstance, rowFiles: readonly string[], plan: SplitPlan, files: SplitFiles): Promise<SplitOutcome> {
  return withPreparedRows(instance, rowFiles, async (rows) => {
    await excludeRows(rows, plan.leftOut);
    const keptRowCount = await keepRoles(rows, plan);
    const laterRowCount = await takeLaterRows(rows, plan);
    if (isOneSided(rows, plan, laterRowCount)) return { kind: 'one-sided', laterRowCount };
    await createGroups(rows, plan);
    const strata = await countStrata(rows, plan);
    const role = await assignRoles(rows, plan);
    const seen = await markSeen(rows, plan);
    const fold = await assignFolds(rows, plan);
    await writeSplit(rows, plan, files.split);
    await writeConflicts(rows, files.conflicts);
    const leakedRowCounts: number[] = [];
    for (const key of plan.leakKeys) leakedRowCounts.push(await countLeak(rows, key));
    const earlier = plan.earlierSplit === null ? null : await compareWithEarlier(rows, plan.earlierSplit, keptRowCount, files.changes);
    return { kind: 'made', role, seen, fold, strata, laterRowCount, conflicts: await countConflicts(rows), leakedRowCounts, earlier };
  });
}

function isOneSided({ rowCount }: PreparedRows, { testFrom, leftOut }: SplitPlan, laterRowCount: number): boolean {
  return testFrom !== null && (laterRowCount === 0 || laterRowCount === rowCount - leftOut.length);
}

async function compareWithEarlier(rows: PreparedRows, earlierSplit: string, keptRowCount: number, file: string): Promise<ContinuedSplit> {
  const { removed, relabelled } = await writeChanges(rows, earlierSplit, file);
  return {
    keptRowCount,
    removedRowCount: removed,
    relabelledRowCount: relabelled,
    straddlingGroupCount: await countStraddling(rows),
  };
}

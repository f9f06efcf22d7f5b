import type { SplitFiles } from '../../../artifacts/files/split-files.js';
import type { SplitEngine, SplitOutcome, SplitPlan } from '../../split-engine.js';
import type { TableFiles } from '../../table-files.js';
import type { SparkSession } from '../session.js';
import { countFixed, countLeak, countStraddling } from './count-split.js';
import { assignRoles, countStrata, fixRoles, groupsOf, placeRows } from './place-rows.js';
import { type WorkingRows, withWorkingRows } from './working-rows.js';
import { writeChanges, writeConflicts, writeSplit } from './write-split.js';

/** Spark cuts what it groups and sorts into as many parts as it is told, 200 by default, of which each costs a task: fewer rows need fewer. */
const ROWS_A_PART = 250_000;
const PARTS = 'spark.sql.shuffle.partitions';

/** Splits rows by Spark SQL. What Spark works out comes back as Parquet in a folder that it shares with this machine, which writes the files. */
export class SparkSplits implements SplitEngine {
  /** As many as the server is set to, once they are known. */
  #mostParts: number | undefined;

  constructor(
    readonly session: SparkSession,
    readonly tables: TableFiles,
    readonly folder: string,
  ) {}

  /** Each step reads the tables of those before it. */
  async makeSplit(rowFiles: readonly string[], plan: SplitPlan, files: SplitFiles): Promise<SplitOutcome> {
    return withWorkingRows(this, rowFiles, async (rows) => {
      await this.#cutFor(rows.rowCount);
      const fixed = await fixRoles(rows, plan);
      const { kept, later, all } = await countFixed(rows, fixed);
      if (plan.testFrom !== null && (later === 0 || later === all)) return { kind: 'one-sided', laterRowCount: later };
      const groups = groupsOf(fixed, plan);
      const strata = await countStrata(rows, groups, plan);
      const placed = await placeRows(rows, fixed, await assignRoles(rows, groups, strata, plan), plan);
      const leakedRowCounts: number[] = [];
      for (const key of plan.leakKeys) leakedRowCounts.push(await countLeak(rows, placed, key));
      const arrays = await writeSplit(rows, plan, files.split);
      const conflicts = await writeConflicts(rows, placed, files.conflicts);
      const earlier = plan.earlierSplit === null ? null : await this.#compareWithEarlier(rows, placed, plan.earlierSplit, kept, files.changes);
      return { kind: 'made', ...arrays, strata, laterRowCount: later, conflicts, leakedRowCounts, earlier };
    });
  }

  async #cutFor(rowCount: number): Promise<void> {
    this.#mostParts ??= Number((await this.session.settings([PARTS]))[0]);
    const parts = Math.min(this.#mostParts, Math.max(1, Math.ceil(rowCount / ROWS_A_PART)));
    await this.session.set({ [PARTS]: String(parts) });
  }

  async #compareWithEarlier(rows: WorkingRows, placed: string, earlierSplit: string, keptRowCount: number, file: string) {
    const straddlingGroupCount = await countStraddling(rows, placed);
    return { keptRowCount, ...(await writeChanges(rows, placed, earlierSplit, file)), straddlingGroupCount };
  }
}

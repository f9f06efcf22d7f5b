import type { SplitPlan } from '../../split-engine.js';
import { readCount, runAll } from '../connections.js';
import type { PreparedRows } from '../prepared-rows.js';
import { parquetTable } from '../sql.js';
import { copyToParquet } from '../writing/write-table.js';
import { hasFixedRows, ROLE_LIST } from './place-groups.js';

/** Writes `SplitFiles.split`. */
export async function writeSplit({ instance, table, files }: PreparedRows, plan: SplitPlan, file: string): Promise<void> {
  const [seen, joinSeen] = hasFixedRows(plan) ? [', s.row IS NOT NULL AS seen', `LEFT JOIN ${table}_seen AS s USING (row)`] : ['', ''];
  const [fold, joinFold] = plan.foldCount === null ? ['', ''] : [', d.fold', `LEFT JOIN ${table}_folds AS d USING (row)`];
  await copyToParquet(
    instance,
    `SELECT f.id, f.code, ${ROLE_LIST}[p.role + 1] AS role, f."group"${seen}${fold} FROM ${files} AS f JOIN ${table}_placed AS p USING (row)
     ${joinSeen} ${joinFold} ORDER BY f.id`,
    file,
  );
}

/** Writes `SplitFiles.conflicts`. */
export async function writeConflicts({ instance, table, files }: PreparedRows, file: string): Promise<void> {
  await copyToParquet(
    instance,
    `SELECT f."group", f.code, count(*)::INTEGER AS "rowCount", list(f.id ORDER BY f.id)[1:5] AS ids
     FROM ${files} AS f JOIN ${table} AS r USING (row)
     SEMI JOIN (SELECT group_row FROM ${table} GROUP BY group_row HAVING min(code) <> max(code)) AS c ON c.group_row = r.group_row
     GROUP BY f."group", f.code ORDER BY f."group", f.code`,
    file,
  );
}

/** Writes `SplitFiles.changes`. Returns the numbers of rows that are gone and that have another code. */
export async function writeChanges(
  { instance, table, files }: PreparedRows,
  earlierSplit: string,
  file: string,
): Promise<{ readonly removed: number; readonly relabelled: number }> {
  const changes = `${table}_changes`;
  const now = `(SELECT f.id, f.code, ${ROLE_LIST}[p.role + 1] AS role FROM ${files} AS f JOIN ${table}_placed AS p USING (row))`;
  await runAll(
    instance,
    `CREATE TABLE ${changes} AS
      SELECT e.id, CASE WHEN n.id IS NULL THEN 'removed' ELSE 'relabelled' END AS change, e.code AS "earlierCode", n.code, e.role AS "earlierRole", n.role
      FROM ${parquetTable(earlierSplit)} AS e LEFT JOIN ${now} AS n USING (id) WHERE n.id IS NULL OR n.code <> e.code`,
  );
  await copyToParquet(instance, `SELECT * FROM ${changes} ORDER BY id`, file);
  const count = (change: string) => readCount(instance, `SELECT count(*) FROM ${changes} WHERE change = '${change}'`);
  return { removed: await count('removed'), relabelled: await count('relabelled') };
}

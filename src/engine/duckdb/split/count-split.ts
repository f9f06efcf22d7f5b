import { TEST } from '../../../artifacts/split.js';
import type { LeakKey, MadeSplit } from '../../split-engine.js';
import { readCount, readRows } from '../connections.js';
import type { PreparedRows } from '../prepared-rows.js';
import { identifier } from '../sql.js';

/** Groups whose rows have more than one code, and the rows in them. */
export async function countConflicts({ instance, table }: PreparedRows): Promise<MadeSplit['conflicts']> {
  const groups = `SELECT count(*) AS n FROM ${table} GROUP BY group_row HAVING min(code) <> max(code)`;
  const read = await readRows(instance, `SELECT count(*)::DOUBLE, coalesce(sum(n), 0)::DOUBLE FROM (${groups})`);
  const [groupCount, rowCount] = read[0] as [number, number];
  return { groupCount, rowCount };
}

/** Groups whose rows have more than one role, later rows not counted. */
export async function countStraddling({ instance, table }: PreparedRows): Promise<number> {
  return readCount(
    instance,
    `SELECT count(*) FROM (SELECT group_row FROM ${table}_placed AS p LEFT JOIN ${table}_fixed AS f USING (row)
      WHERE f.kept IS DISTINCT FROM false GROUP BY group_row HAVING min(p.role) <> max(p.role))`,
  );
}

/** Test rows whose key is also that of a row in another role. */
export async function countLeak({ instance, table, files }: PreparedRows, key: LeakKey): Promise<number> {
  const keyed = `(SELECT f.${identifier(key)} AS key, p.role FROM ${files} AS f JOIN ${table}_placed AS p USING (row))`;
  return readCount(
    instance,
    `SELECT count(*) FROM ${keyed} WHERE role = ${TEST} AND key IN (SELECT key FROM ${keyed} WHERE role <> ${TEST} AND key IS NOT NULL)`,
  );
}

import { TEST } from '../../../artifacts/split.js';
import type { LeakKey } from '../../split-engine.js';
import type { WorkingRows } from './working-rows.js';

/** Rows that keep a role, later rows, and all that take part. */
export async function countFixed(
  { session }: WorkingRows,
  fixed: string,
): Promise<{ readonly kept: number; readonly later: number; readonly all: number }> {
  const [row] = await session.query(`SELECT count_if(kept) AS kept, count_if(NOT kept) AS later, count(*) AS count FROM ${fixed}`);
  return { kept: Number(row?.kept), later: Number(row?.later), all: Number(row?.count) };
}

/** Groups whose rows have more than one role, later rows not counted. */
export async function countStraddling({ session }: WorkingRows, placed: string): Promise<number> {
  const groups = `SELECT \`group\` FROM ${placed} WHERE kept IS DISTINCT FROM false GROUP BY \`group\` HAVING min(role) <> max(role)`;
  const [row] = await session.query(`SELECT count(*) AS count FROM (${groups})`);
  return Number(row?.count);
}

/** Test rows whose key is also that of a row in another role. */
export async function countLeak({ session }: WorkingRows, placed: string, key: LeakKey): Promise<number> {
  const [row] = await session.query(
    `SELECT count(*) AS count FROM ${placed} AS t LEFT SEMI JOIN (SELECT ${key} FROM ${placed} WHERE role <> ${TEST}) AS o ON t.${key} = o.${key}
     WHERE t.role = ${TEST}`,
  );
  return Number(row?.count);
}

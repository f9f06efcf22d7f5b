import { CALIBRATION, NO_ROLE, ROLES, TEST, TRAIN, VALIDATION } from '../../../artifacts/split.js';
import type { SplitPlan, Stratum } from '../../split-engine.js';
import { eachIntegerRow, readCount, readRows, runAll } from '../connections.js';
import type { PreparedRows } from '../prepared-rows.js';
import { literal, parquetTable, textList } from '../sql.js';
import { createTable } from '../writing/write-table.js';

/** The names of the roles for SQL text: entry n + 1 is that of role n. */
export const ROLE_LIST = textList(ROLES);

/** Whether rows may have a role before groups are shared out. */
export function hasFixedRows({ earlierSplit, testFrom }: SplitPlan): boolean {
  return earlierSplit !== null || testFrom !== null;
}

/** Starts the table `_fixed` (row, role, kept) with the rows that keep their role of an earlier split. Returns their number. */
export async function keepRoles({ instance, table, files }: PreparedRows, { earlierSplit }: SplitPlan): Promise<number> {
  await runAll(instance, `CREATE TABLE ${table}_fixed (row INTEGER, role INTEGER, kept BOOLEAN)`);
  if (earlierSplit === null) return 0;
  const earlier = parquetTable(earlierSplit);
  await runAll(
    instance,
    `INSERT INTO ${table}_fixed SELECT r.row, list_position(${ROLE_LIST}, e.role) - 1, true
      FROM ${earlier} AS e JOIN ${files} AS f USING (id) JOIN ${table} AS r USING (row)`,
  );
  return readCount(instance, `SELECT count(*) FROM ${table}_fixed`);
}

/** Adds the rows that are test rows by their time. Returns their number. */
export async function takeLaterRows({ instance, table, files }: PreparedRows, { testFrom }: SplitPlan): Promise<number> {
  if (testFrom === null) return 0;
  const later = typeof testFrom === 'number' ? `f.time::DOUBLE >= ${testFrom}::DOUBLE` : `f.time >= ${literal(testFrom)}`;
  await runAll(
    instance,
    `INSERT INTO ${table}_fixed SELECT r.row, ${TEST}, false
      FROM ${files} AS f JOIN ${table} AS r USING (row) ANTI JOIN ${table}_fixed AS k ON k.row = r.row WHERE ${later}`,
  );
  return readCount(instance, `SELECT count(*) FROM ${table}_fixed WHERE NOT kept`);
}

/** Makes `_groups` of those that are shared out: the stratum of each, and the first role that its rows keep. Later rows are test anyway. */
export async function createGroups({ instance, table }: PreparedRows, plan: SplitPlan): Promise<void> {
  const [kept, join] = hasFixedRows(plan)
    ? ['min(f.role)', `LEFT JOIN ${table}_fixed AS f USING (row) WHERE f.kept IS DISTINCT FROM false`]
    : ['NULL::INTEGER', ''];
  await runAll(
    instance,
    `CREATE TABLE ${table}_groups AS
      SELECT group_row, ${plan.stratify ? 'max_by(code, rank)' : '0'} AS code, min(kept) AS kept FROM (
        SELECT r.group_row, r.code, count(*)::BIGINT * 4294967296 - r.code AS rank, ${kept} AS kept
        FROM ${table} AS r ${join} GROUP BY r.group_row, r.code)
      GROUP BY group_row`,
  );
}

/** Counts the groups of each stratum, and makes `_quotas` of the first rank that no longer has each role. */
export async function countStrata({ instance, table, codes }: PreparedRows, { quota, stratify }: SplitPlan): Promise<readonly Stratum[]> {
  const kept = ROLES.map((_, role) => `(count(*) FILTER (kept = ${role}))::DOUBLE`).join(', ');
  const read = await readRows(
    instance,
    `SELECT c.index, c.code, count(*)::DOUBLE, ${kept} FROM ${table}_groups AS g JOIN ${codes} AS c ON c.index = g.code GROUP BY c.index, c.code ORDER BY c.code`,
  );
  const strata = read.map(
    ([, code, groupCount, ...counts]): Stratum => ({
      code: stratify ? (code as string) : null,
      groupCount: groupCount as number,
      kept: counts as unknown as Stratum['kept'],
    }),
  );
  const quotas = strata.map(quota);
  const end = (role: number) => quotas.map((counts) => counts.slice(0, role + 1).reduce((sum, count) => sum + count, 0));
  await createTable(instance, `${table}_quotas`, [
    { name: 'code', type: 'int32', values: read.map(([index]) => index as number) },
    { name: 'train', type: 'int32', values: end(TRAIN) },
    { name: 'validation', type: 'int32', values: end(VALIDATION) },
    { name: 'calibration', type: 'int32', values: end(CALIBRATION) },
  ]);
  return strata;
}

/** Makes `_roles` by group and `_placed` by row. Returns the role number by row. */
export async function assignRoles({ instance, table, files, rowCount }: PreparedRows, plan: SplitPlan): Promise<Uint8Array> {
  const rank = plan.earlierSplit === null ? 'place' : 'place - sum((kept IS NOT NULL)::INTEGER) OVER (PARTITION BY code ORDER BY place)';
  const placed = hasFixedRows(plan)
    ? `coalesce(f.role, g.role)::INTEGER AS role FROM ${table} AS r LEFT JOIN ${table}_roles AS g USING (group_row) LEFT JOIN ${table}_fixed AS f USING (row)`
    : `g.role::INTEGER AS role FROM ${table} AS r JOIN ${table}_roles AS g USING (group_row)`;
  await runAll(
    instance,
    // `place` ranks all groups of a stratum, `rank` those that keep no role.
    `CREATE TABLE ${table}_roles AS
      SELECT group_row, code, place, coalesce(kept, CASE WHEN rank < train THEN 0 WHEN rank < validation THEN 1 WHEN rank < calibration THEN 2 ELSE 3 END) AS role
      FROM (SELECT *, ${rank} AS rank
            FROM (SELECT g.group_row, g.code, g.kept, row_number() OVER (PARTITION BY g.code ORDER BY left(sha256(${literal(plan.salt)} || f."group"), 32)::UUID) - 1 AS place
                  FROM ${table}_groups AS g JOIN ${files} AS f ON f.row = g.group_row))
      JOIN ${table}_quotas USING (code)`,
    `CREATE TABLE ${table}_placed AS SELECT r.row, r.group_row, r.text_row, ${placed}`,
  );
  const roles = new Uint8Array(rowCount).fill(NO_ROLE);
  await eachIntegerRow(instance, `SELECT row, role FROM ${table}_placed`, ([row, role]) => {
    roles[row as number] = role as number;
  });
  return roles;
}

import { CALIBRATION, TEST, TRAIN, VALIDATION } from '../../../artifacts/split.js';
import type { RoleCounts, SplitPlan, Stratum } from '../../split-engine.js';
import { parquetAt, quoteText } from '../spark-sql.js';
import { keep, roleNumber, tableOfLeftOut, type WorkingRows } from './working-rows.js';

/** Whether rows may have a role before groups are shared out. */
export function hasFixedRows({ earlierSplit, testFrom }: SplitPlan): boolean {
  return earlierSplit !== null || testFrom !== null;
}

/** A table of the rows that take part: beside what `WorkingRows.rows` has, `fixedRole`, and `kept`, true for an earlier role, false for a later row. */
export async function fixRoles(rows: WorkingRows, plan: SplitPlan): Promise<string> {
  const { earlierSplit, testFrom } = plan;
  const leftOut = await tableOfLeftOut(rows, plan);
  const earlier = earlierSplit === null ? "(SELECT '' AS id, '' AS role WHERE false)" : parquetAt(earlierSplit);
  const later = testFrom === null ? 'false' : isLater(testFrom);
  return keep(
    rows,
    'fixed',
    `SELECT r.row, r.id, r.code, r.\`group\`, r.textKey, r.otherKey,
       CASE WHEN e.id IS NOT NULL THEN ${roleNumber('e.role')} WHEN ${later} THEN ${TEST} END AS fixedRole,
       CASE WHEN e.id IS NOT NULL THEN true WHEN ${later} THEN false END AS kept
     FROM ${rows.rows} AS r LEFT JOIN ${earlier} AS e ON r.id = e.id ${leftOut === null ? '' : `LEFT ANTI JOIN ${leftOut} AS l ON r.row = l.row`}`,
  );
}

function isLater(testFrom: string | number): string {
  return typeof testFrom === 'number' ? `double(r.time) >= double('${testFrom}')` : `r.time >= ${quoteText(testFrom)}`;
}

/** A query of the groups that are shared out: the stratum of each, and the first role that its rows keep. Later rows are test anyway. */
export function groupsOf(fixed: string, { stratify }: SplitPlan): string {
  return `SELECT \`group\`, ${stratify ? 'min_by(code, struct(-count, code))' : "''"} AS code, min(keptRole) AS keptRole FROM (
      SELECT \`group\`, code, count(*) AS count, min(fixedRole) AS keptRole FROM ${fixed} WHERE kept IS DISTINCT FROM false GROUP BY \`group\`, code)
    GROUP BY \`group\``;
}

/** Counts the groups of each stratum, in bytewise order of code. */
export async function countStrata({ session }: WorkingRows, groups: string, { stratify }: SplitPlan): Promise<readonly Stratum[]> {
  const kept = [TRAIN, VALIDATION, CALIBRATION, TEST].map((role) => `count_if(keptRole = ${role}) AS kept${role}`).join(', ');
  const counted = await session.query(`SELECT code, count(*) AS count, ${kept} FROM (${groups}) GROUP BY code ORDER BY code`);
  return counted.map((row) => ({
    code: stratify ? (row.code as string) : null,
    groupCount: Number(row.count),
    kept: [row.kept0, row.kept1, row.kept2, row.kept3].map(Number) as unknown as RoleCounts,
  }));
}

/** A table of `group`, `code`, `place` among the groups of the stratum, and `role`. */
export async function assignRoles(rows: WorkingRows, groups: string, strata: readonly Stratum[], plan: SplitPlan): Promise<string> {
  // `place` ranks all groups of a stratum, `rank` those that keep no role.
  const keptBefore = plan.earlierSplit === null ? '0' : 'sum(cast(keptRole IS NOT NULL AS INT)) OVER (PARTITION BY code ORDER BY place)';
  return keep(
    rows,
    'roles',
    `SELECT g.\`group\`, g.code, g.place,
       coalesce(g.keptRole, CASE WHEN g.rank < q.train THEN ${TRAIN} WHEN g.rank < q.validation THEN ${VALIDATION} WHEN g.rank < q.calibration THEN ${CALIBRATION} ELSE ${TEST} END) AS role
     FROM (SELECT *, place - ${keptBefore} AS rank
           FROM (SELECT *, row_number() OVER (PARTITION BY code ORDER BY sha2(concat(${quoteText(plan.salt)}, \`group\`), 256)) - 1 AS place FROM (${groups}))) AS g
     JOIN (${quotasOf(strata, plan)}) AS q ON g.code = q.code`,
  );
}

/** The first rank that no longer has each role. */
function quotasOf(strata: readonly Stratum[], { quota }: SplitPlan): string {
  if (strata.length === 0) return "SELECT '' AS code, 0 AS train, 0 AS validation, 0 AS calibration WHERE false";
  const values = strata.map((stratum) => {
    const counts = quota(stratum);
    const ends = [TRAIN, VALIDATION, CALIBRATION].map((role) => counts.slice(0, role + 1).reduce((sum, count) => sum + count, 0));
    return `(${[quoteText(stratum.code ?? ''), ...ends].join(', ')})`;
  });
  return `SELECT * FROM VALUES ${values.join(', ')} AS q(code, train, validation, calibration)`;
}

/** What `placeRows` keeps its rows under. */
export const PLACED = 'placed';

/** A table of the rows that take part with `role`, and with `seen` (1 or 0) and `fold` where the plan has them, in bytewise order of id. */
export async function placeRows(rows: WorkingRows, fixed: string, roles: string, plan: SplitPlan): Promise<string> {
  const isElsewhere = (key: string): string => `bool_or(role <> ${TEST}) OVER (PARTITION BY ${key})`;
  const seen = hasFixedRows(plan) ? `cast(role = ${TEST} AND (${isElsewhere('textKey')} OR ${isElsewhere('`group`')}) AS INT)` : 'cast(NULL AS INT)';
  const placed = `SELECT f.*, coalesce(f.fixedRole, r.role) AS role FROM ${fixed} AS f LEFT JOIN ${roles} AS r ON f.\`group\` = r.\`group\``;
  const folds =
    plan.foldCount === null
      ? "SELECT '' AS `group`, 0 AS fold WHERE false"
      : `SELECT \`group\`, cast((row_number() OVER (ORDER BY code, place) - 1) % ${plan.foldCount} AS INT) AS fold FROM ${roles} WHERE role <= ${VALIDATION}`;
  return keep(
    rows,
    PLACED,
    `SELECT p.*, d.fold FROM (SELECT *, ${seen} AS seen FROM (${placed})) AS p
     LEFT JOIN (${folds}) AS d ON p.\`group\` = d.\`group\` AND p.role <= ${VALIDATION} ORDER BY p.id`,
  );
}

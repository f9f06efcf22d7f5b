import { NO_FOLD, NO_ROLE, ROLES, TEST } from '../../src/artifacts/split.js';
import type { RoleCounts, SplitPlan, Stratum } from '../../src/engine/split-engine.js';
import { type FixtureRow, keyOf } from './row-files.js';

/** A row of an earlier split file. */
export interface EarlierRow {
  readonly id: string;
  readonly code: string;
  readonly role: (typeof ROLES)[number];
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const values = (count: number) => Array.from({ length: count }, (_, i) => i);

/** `SplitEngine.makeSplit` in plain code over arrays: what an outcome must say and what its files must hold. `earlier` stands for `plan.earlierSplit`. */
export function restateSplit(all: readonly FixtureRow[], plan: SplitPlan, earlier: readonly EarlierRow[]) {
  const out = new Set(plan.leftOut);
  const rows = values(all.length).filter((row) => !out.has(row));
  const at = (row: number) => all[row] as FixtureRow;
  const groupOf = (row: number) => at(row).group;

  const earlierOf = new Map(earlier.map((row) => [row.id, row]));
  const keptRole = new Map<number, number>();
  for (const row of rows) {
    const kept = earlierOf.get(at(row).id);
    if (kept !== undefined) keptRole.set(row, ROLES.indexOf(kept.role));
  }
  const isLater = (row: number) => {
    const { time } = at(row);
    if (plan.testFrom === null || time == null || keptRole.has(row)) return false;
    return typeof plan.testFrom === 'number' ? Number(time) >= plan.testFrom : byBytes(time, plan.testFrom) >= 0;
  };
  const later = new Set(rows.filter(isLater));

  const strata = new Map<string, string[]>();
  const keptOf = new Map<string, number>();
  const members = groupBy(
    rows.filter((row) => !later.has(row)),
    groupOf,
  );
  for (const [group, ofGroup] of members) {
    const counts = [...groupBy(ofGroup, (row) => at(row).code)].map(([code, list]) => ({ code, count: list.length }));
    counts.sort((a, b) => b.count - a.count || byBytes(a.code, b.code));
    const stratum = plan.stratify ? (counts[0]?.code as string) : '';
    strata.set(stratum, [...(strata.get(stratum) ?? []), group]);
    const kept = ofGroup.flatMap((row) => keptRole.get(row) ?? []);
    if (kept.length > 0) keptOf.set(group, Math.min(...kept));
  }

  const rank = (group: string) => keyOf(plan.salt + keyOf(group));
  const roleOfGroup = new Map<string, number>();
  const placed: string[] = [];
  const facts: Stratum[] = [];
  for (const [code, groups] of [...strata].sort(([a], [b]) => byBytes(a, b))) {
    const ranked = groups.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    placed.push(...ranked);
    const kept = ROLES.map((_, role) => groups.filter((group) => keptOf.get(group) === role).length) as unknown as RoleCounts;
    const stratum = { code: plan.stratify ? code : null, groupCount: groups.length, kept };
    facts.push(stratum);
    const roles = plan.quota(stratum).flatMap((count, role) => values(count).map(() => role));
    for (const group of ranked) roleOfGroup.set(group, keptOf.get(group) ?? (roles.shift() as number));
  }
  const role = all.map((_, row) => {
    if (out.has(row)) return NO_ROLE;
    return keptRole.get(row) ?? (later.has(row) ? TEST : (roleOfGroup.get(groupOf(row)) as number));
  });

  const others = rows.filter((row) => role[row] !== TEST);
  const tests = rows.filter((row) => role[row] === TEST);
  const shared = (keyed: (row: FixtureRow) => string | null | undefined) => {
    const elsewhere = new Set(others.map((row) => keyed(at(row))).filter((key) => key != null));
    return tests.filter((row) => elsewhere.has(keyed(at(row)) as string));
  };
  const mayBeSeen = plan.testFrom !== null || plan.earlierSplit !== null;
  const seenRows = new Set([...shared(({ text }) => text), ...shared(({ group }) => group)]);
  const folded = placed.filter((group) => (roleOfGroup.get(group) as number) <= 1);
  const fold = all.map((_, row) => ((role[row] as number) <= 1 ? folded.indexOf(groupOf(row)) % (plan.foldCount ?? 1) : NO_FOLD));

  const groups = [...groupBy(rows, groupOf)];
  const conflicting = groups.filter(([, list]) => new Set(list.map((row) => at(row).code)).size > 1);
  const straddling = [...members].filter(([, list]) => new Set(list.map((row) => role[row])).size > 1);
  const now = new Map(rows.map((row) => [at(row).id, { code: at(row).code, role: ROLES[role[row] as number] }]));
  const changes = earlier.flatMap(({ id, code, role: earlierRole }) => {
    const found = now.get(id);
    if (found === undefined) return [{ id, change: 'removed', earlierCode: code, earlierRole }];
    return found.code === code ? [] : [{ id, change: 'relabelled', earlierCode: code, code: found.code, earlierRole, role: found.role }];
  });

  return {
    outcome: {
      kind: 'made',
      role,
      seen: mayBeSeen ? all.map((_, row) => (seenRows.has(row) ? 1 : 0)) : null,
      fold: plan.foldCount === null ? null : fold,
      strata: facts,
      laterRowCount: later.size,
      conflicts: { groupCount: conflicting.length, rowCount: conflicting.reduce((sum, [, list]) => sum + list.length, 0) },
      leakedRowCounts: plan.leakKeys.map((key) => shared(key === 'textKey' ? ({ text }) => text : ({ other }) => other).length),
      earlier:
        plan.earlierSplit === null
          ? null
          : {
              keptRowCount: keptRole.size,
              removedRowCount: changes.filter(({ change }) => change === 'removed').length,
              relabelledRowCount: changes.filter(({ change }) => change === 'relabelled').length,
              straddlingGroupCount: straddling.length,
            },
    },
    split: rows
      .map((row) => ({
        id: at(row).id,
        code: at(row).code,
        role: ROLES[role[row] as number],
        group: keyOf(groupOf(row)),
        ...(mayBeSeen ? { seen: seenRows.has(row) } : {}),
        ...(plan.foldCount === null || fold[row] === NO_FOLD ? {} : { fold: fold[row] }),
      }))
      .sort((a, b) => byBytes(a.id, b.id)),
    conflicts: conflicting
      .flatMap(([group, list]) =>
        [...groupBy(list, (row) => at(row).code)].map(([code, ofCode]) => ({
          group: keyOf(group),
          code,
          rowCount: ofCode.length,
          ids: ofCode
            .map((row) => at(row).id)
            .sort(byBytes)
            .slice(0, 5),
        })),
      )
      .sort((a, b) => byBytes(a.group, b.group) || byBytes(a.code, b.code)),
    changes: changes.sort((a, b) => byBytes(a.id, b.id)),
  };
}

function groupBy<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOfItem(item), [...(groups.get(keyOfItem(item)) ?? []), item]);
  return groups;
}

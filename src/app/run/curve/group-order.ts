import { preparedShardFiles } from '../../../artifacts/files/prepared-shard-files.js';
import { NO_GROUP, type Prepared, SHARD_ROWS } from '../../../artifacts/prepared.js';
import { NO_ROLE, type Split } from '../../../artifacts/split.js';
import { digestBytes } from '../../../core/digest.js';
import type { TableFiles } from '../../../engine/table-files.js';

/** The groups of each code, in the order in which they join the parts of a learning curve. */
export type GroupOrder = readonly (readonly number[])[];

type Rows = Pick<Prepared, 'codes' | 'code' | 'group' | 'groupCount'>;

/**
 * Orders the groups that have rows of the given roles, code by code. The code of a group is that of most of these rows, of equally many the
 * first; its role the first of them. Groups of one code and role stand by `ranks`, those of several roles in proportion: the i-th of the m
 * groups of its role, from 0, stands at (i + 1/2) / m, and of equal places the first role goes first.
 */
export function orderGroups(prepared: Rows, { role }: Pick<Split, 'role'>, roles: readonly number[], ranks: Float64Array): GroupOrder {
  const byCode: number[][] = prepared.codes.map(() => []);
  codesOfGroups(prepared, role, roles).forEach((code, group) => {
    byCode[code]?.push(group);
  });
  const roleOf = rolesOfGroups(prepared, role, roles);
  return byCode.map((groups) =>
    roles
      .flatMap((one) =>
        placed(
          groups.filter((group) => roleOf[group] === one),
          ranks,
        ),
      )
      .sort(byPlace)
      .map(({ group }) => group),
  );
}

interface PlacedGroup {
  readonly group: number;
  readonly place: number;
}

function placed(groups: readonly number[], ranks: Float64Array): readonly PlacedGroup[] {
  const ranked = [...groups].sort((a, b) => (ranks[a] as number) - (ranks[b] as number) || a - b);
  return ranked.map((group, i) => ({ group, place: (i + 0.5) / ranked.length }));
}

function byPlace(a: PlacedGroup, b: PlacedGroup): number {
  return a.place - b.place;
}

function rolesOfGroups({ group, groupCount }: Rows, role: Uint8Array, roles: readonly number[]): Uint8Array {
  const roleOf = new Uint8Array(groupCount).fill(NO_ROLE);
  for (let row = 0; row < role.length; row++) {
    const index = group[row] as number;
    if (roles.includes(role[row] as number)) roleOf[index] = Math.min(roleOf[index] as number, role[row] as number);
  }
  return roleOf;
}

/** -1 for a group without such rows. */
function codesOfGroups({ code, group, groupCount }: Rows, role: Uint8Array, roles: readonly number[]): Int32Array {
  const codeOf = new Int32Array(groupCount).fill(-1);
  const mixed = new Map<number, Map<number, number>>();
  const eachRow = (visit: (group: number, code: number) => void): void => {
    for (let row = 0; row < role.length; row++) if (roles.includes(role[row] as number)) visit(group[row] as number, code[row] as number);
  };
  eachRow((index, rowCode) => {
    if (codeOf[index] === -1) codeOf[index] = rowCode;
    if (codeOf[index] !== rowCode) mixed.set(index, new Map());
  });
  eachRow((index, rowCode) => {
    const counts = mixed.get(index);
    counts?.set(rowCode, (counts.get(rowCode) ?? 0) + 1);
  });
  for (const [index, counts] of mixed) codeOf[index] = commonest(counts);
  return codeOf;
}

function commonest(counts: ReadonlyMap<number, number>): number {
  return [...counts].reduce((best, one) => (one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best))[0];
}

/** 12 hex digits of a digest are an exact number. */
const RANK_DIGITS = 12;

/** A number for each group that anybody can compute again: the first 48 bits of SHA-256 over salt and group key, as the split ranks groups. */
export async function readGroupRanks(prepared: Prepared, salt: string, tables: Pick<TableFiles, 'scan'>): Promise<Float64Array> {
  const ranks = new Float64Array(prepared.groupCount).fill(Number.NaN);
  for (const [s, shard] of prepared.shards.entries()) {
    let row = prepared.firstRow[s] as number;
    for await (const { columns } of tables.scan(preparedShardFiles(shard.folder).rows, [{ name: 'group', as: 'text' }], 0, SHARD_ROWS)) {
      for (const key of columns[0] ?? []) {
        const group = prepared.group[row++] as number;
        if (group !== NO_GROUP && Number.isNaN(ranks[group])) ranks[group] = Number.parseInt(digestBytes(`${salt}${key}`).slice(0, RANK_DIGITS), 16);
      }
    }
  }
  return ranks;
}

import { groupQuota, type Quota, TIE_ORDER } from './group-quota.js';

/**
 * How many of a stratum's new groups each role gets when `kept` groups have roles already. The quota of all groups is the aim; while
 * earlier groups fill some role beyond it, the new ones go one by one to the role that lacks most (ties as in `groupQuota`).
 */
export function topUpQuota(groupCount: number, kept: Quota, parts: Quota): Quota {
  const quota = groupQuota(groupCount, parts);
  const lacking = quota.map((count, role) => Math.max(0, count - (kept[role] as number)));
  let left = groupCount - sumOf(kept);
  if (left === sumOf(lacking)) return lacking as unknown as Quota;
  const given: [number, number, number, number] = [0, 0, 0, 0];
  const gap = (role: number) => (lacking[role] as number) - (given[role] as number);
  for (; left > 0; left--) {
    const role = TIE_ORDER.reduce((most: number, next) => (gap(next) > gap(most) ? next : most), TIE_ORDER[0]);
    given[role] = (given[role] as number) + 1;
  }
  return given;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

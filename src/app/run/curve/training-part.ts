import type { Prepared } from '../../../artifacts/prepared.js';
import { NO_ROLE, type Split } from '../../../artifacts/split.js';
import { digestBytes, digestJson } from '../../../core/digest.js';
import { sharedUint8 } from '../../../core/shared-arrays.js';
import type { GroupOrder } from './group-order.js';

/**
 * The split with a share of its training groups alone: of the n groups of each code the first max(1, share · n, rounded), so that a smaller part
 * lies in a larger one. Rows of the given roles whose group is left out have no role; the other rows keep theirs. Its digest is its own.
 */
export function trainingPart(
  prepared: Pick<Prepared, 'group' | 'groupCount'>,
  split: Split,
  roles: readonly number[],
  order: GroupOrder,
  share: number,
): Split {
  const kept = keptGroups(order, prepared.groupCount, share);
  const role = sharedUint8(split.role.length);
  role.set(split.role);
  for (let row = 0; row < role.length; row++) {
    if (roles.includes(role[row] as number) && kept[prepared.group[row] as number] !== 1) role[row] = NO_ROLE;
  }
  const splitDigest = digestJson({ partOf: split.splitDigest, roles: digestBytes(role.slice()) });
  return { ...split, role, splitDigest };
}

function keptGroups(order: GroupOrder, groupCount: number, share: number): Uint8Array {
  const kept = new Uint8Array(groupCount);
  for (const groups of order) {
    for (const group of groups.slice(0, Math.max(1, Math.round(share * groups.length)))) kept[group] = 1;
  }
  return kept;
}

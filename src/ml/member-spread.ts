import type { PassRecord } from './fit-record.js';
import { spreadOf } from './spread.js';

/**
 * How far fits that differ in their seed alone lie apart: the sample standard deviation (n − 1) of the validation metric over the
 * members of an average, its training variance. A mixture has two kinds of members, as many of each, those of bounded rank first:
 * each is held against the mean of its own kind. Null for a fit of one, or of one of each kind.
 */
export function memberSpread({ members = [], fullShare }: Pick<PassRecord, 'members' | 'fullShare'>): number | null {
  const half = members.length / 2;
  return spreadOf(fullShare === undefined ? [members] : [members.slice(0, half), members.slice(half)]);
}

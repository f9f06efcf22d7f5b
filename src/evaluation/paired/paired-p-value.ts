import { normalShareBelow } from './normal-share.js';
import type { PairedCounts } from './tango-bound.js';

/**
 * The two-sided p-value of "no difference" that belongs to Tango's bounds: his score statistic at Δ = 0, which is McNemar's,
 *
 *   T(0) = (b − c) / √(b + c),   p = 2·(1 − Φ(|T(0)|))
 *
 * with b and c the units where only the first, only the second is right. 1 without such units.
 */
export function pairedPValue({ firstOnly, secondOnly }: PairedCounts): number {
  const either = firstOnly + secondOnly;
  if (!(either > 0)) return 1;
  return 2 * (1 - normalShareBelow(Math.abs(firstOnly - secondOnly) / Math.sqrt(either)));
}

import type { Rng } from '../../core/rng.js';

/** One item, all alike. Its bias is below 2^-20 for lists of a few thousand, which this data does not mind. */
export function pick<T>(items: readonly T[], rng: Rng): T {
  return items[Math.floor(rng.nextFloat() * items.length)] as T;
}

/** An index below `count`, the first ones more often: density falls with the square root. */
export function skewedBelow(count: number, rng: Rng): number {
  const draw = rng.nextFloat();
  return Math.floor(draw * draw * count);
}

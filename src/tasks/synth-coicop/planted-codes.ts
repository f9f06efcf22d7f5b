import { Rng } from '../../core/rng.js';
import { PLANTED_ROWS } from './settings.js';
import type { World } from './world.js';

/** Row → leaf of the rows that the small codes get: distinct rows below PLANTED_ROWS, the same for files of any length. */
export function plantSmallCodes(world: World, seed: number): Map<number, number> {
  const rng = Rng.fromSeed(seed).fork('coicop-small-codes');
  const planted = new Map<number, number>();
  world.smallSize.forEach((size, leaf) => {
    for (let copy = 0; copy < size; copy++) {
      let row = rng.nextBelow(PLANTED_ROWS);
      while (planted.has(row)) row = rng.nextBelow(PLANTED_ROWS);
      planted.set(row, leaf);
    }
  });
  return planted;
}

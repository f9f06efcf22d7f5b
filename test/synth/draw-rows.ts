import { Catalogue } from '../../src/tasks/synth-coicop/catalogue.js';
import { drawBlock, type SynthRow } from '../../src/tasks/synth-coicop/draw-block.js';
import { plantSmallCodes } from '../../src/tasks/synth-coicop/planted-codes.js';
import { BLOCK_ROWS } from '../../src/tasks/synth-coicop/settings.js';
import { createWorld } from '../../src/tasks/synth-coicop/world.js';

export const world = createWorld();
const catalogue = new Catalogue(world);

/** The first rows of a seed, without files or pool. */
export function drawRows(seed: number, rowCount: number): SynthRow[] {
  const planted = plantSmallCodes(world, seed);
  const rows: SynthRow[] = [];
  for (let block = 0; rows.length < rowCount; block++) {
    for (const row of drawBlock(world, catalogue, planted, seed, block, Math.min(BLOCK_ROWS, rowCount - rows.length))) rows.push(row);
  }
  return rows;
}

export function codeOf(leaf: number): string {
  return world.leaves[leaf]?.code as string;
}

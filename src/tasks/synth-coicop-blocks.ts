import { closeSync, openSync, writeFileSync } from 'node:fs';
import { Catalogue } from './synth-coicop/catalogue.js';
import { drawBlock } from './synth-coicop/draw-block.js';
import { encodeRow, encodeTruth, rowId } from './synth-coicop/encode-rows.js';
import { plantSmallCodes } from './synth-coicop/planted-codes.js';
import { BLOCK_ROWS } from './synth-coicop/settings.js';
import { createWorld } from './synth-coicop/world.js';

export interface SynthBlocksInput {
  readonly seed: number;
  /** A row that begins a block. */
  readonly firstRow: number;
  readonly rowCount: number;
  readonly rowsFile: string;
  readonly truthFile: string;
}

export interface SynthBlocksOutput {
  readonly rowCount: number;
  /** Rows by kind, in the order of ROW_KINDS. */
  readonly kinds: readonly number[];
  readonly noisyLabels: number;
}

const world = createWorld();
const catalogue = new Catalogue(world);

/** Draws whole blocks of rows and writes them, and the truth about them, as lines of text. */
export default function synthCoicopBlocks(input: SynthBlocksInput): SynthBlocksOutput {
  const { seed, firstRow, rowCount } = input;
  const planted = plantSmallCodes(world, seed);
  const kinds = [0, 0, 0, 0];
  let noisyLabels = 0;
  const rowsFile = openSync(input.rowsFile, 'w');
  const truthFile = openSync(input.truthFile, 'w');
  try {
    for (let first = firstRow; first < firstRow + rowCount; first += BLOCK_ROWS) {
      const rows = drawBlock(world, catalogue, planted, seed, first / BLOCK_ROWS, Math.min(BLOCK_ROWS, firstRow + rowCount - first));
      writeFileSync(rowsFile, rows.map((row, i) => encodeRow(world, row, rowId(seed, first + i))).join(''));
      writeFileSync(truthFile, rows.map((row, i) => encodeTruth(world, row, rowId(seed, first + i), seed)).join(''));
      for (const row of rows) {
        kinds[row.kind] = (kinds[row.kind] as number) + 1;
        if (row.labelNoise) noisyLabels++;
      }
    }
  } finally {
    closeSync(rowsFile);
    closeSync(truthFile);
  }
  return { rowCount, kinds, noisyLabels };
}

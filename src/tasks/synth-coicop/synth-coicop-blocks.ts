import { closeSync, openSync, writeFileSync } from 'node:fs';
import { asFileFailure } from '../../core/files/file-failure.js';
import { Catalogue } from './catalogue.js';
import { drawBlock } from './draw-block.js';
import { encodeRow, encodeTruth, rowId } from './encode-rows.js';
import { plantSmallCodes } from './planted-codes.js';
import { BLOCK_ROWS } from './settings.js';
import { divideRows } from './varieties.js';
import { createWorld } from './world.js';

/** Which rows of which data are drawn, and the two files to write. */
export interface SynthBlocksInput {
  readonly seed: number;
  /** Codes in all, those of the leaves being divided; absent: they are not. */
  readonly codes?: number;
  /** A row that begins a block. */
  readonly firstRow: number;
  readonly rowCount: number;
  readonly rowsFile: string;
  readonly truthFile: string;
}

/** What was drawn, in numbers. */
export interface SynthBlocksOutput {
  readonly rowCount: number;
  /** Rows by kind, in the order of ROW_KINDS. */
  readonly kinds: readonly number[];
  readonly noisyLabels: number;
}

const world = createWorld();
const catalogue = new Catalogue(world);

/** Draws whole blocks of rows and writes them, and the truth about them, as lines of text. Fails as `asFileFailure` says. */
export default function synthCoicopBlocks(input: SynthBlocksInput): SynthBlocksOutput {
  try {
    return writeBlocks(input);
  } catch (error) {
    throw asFileFailure(error, input.rowsFile);
  }
}

function writeBlocks(input: SynthBlocksInput): SynthBlocksOutput {
  const { seed, firstRow, rowCount, codes } = input;
  const planted = plantSmallCodes(world, seed);
  const kinds = [0, 0, 0, 0];
  let noisyLabels = 0;
  const rowsFile = openSync(input.rowsFile, 'w');
  const truthFile = openSync(input.truthFile, 'w');
  try {
    for (let first = firstRow; first < firstRow + rowCount; first += BLOCK_ROWS) {
      const block = first / BLOCK_ROWS;
      const drawn = drawBlock(world, catalogue, planted, seed, block, Math.min(BLOCK_ROWS, firstRow + rowCount - first));
      const rows = codes === undefined ? drawn : divideRows(world, drawn, codes, seed, block, first);
      const ids = rows.map((_, i) => rowId(seed, first + i));
      writeFileSync(rowsFile, rows.map((row, i) => encodeRow(world, row, ids[i] as string)).join(''));
      writeFileSync(truthFile, rows.map((row, i) => encodeTruth(world, row, ids[i] as string, seed)).join(''));
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

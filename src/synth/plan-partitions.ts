import { join } from 'node:path';
import { BLOCK_ROWS } from '../tasks/synth-coicop/settings.js';

/** Rows that one task draws, and where it writes them. */
export interface PiecePlan {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly rowsFile: string;
  readonly truthFile: string;
}

/** A partition to write: a run of rows, made in pieces. */
export interface PartitionPlan {
  readonly fileName: string;
  readonly firstRow: number;
  readonly rowCount: number;
  readonly pieces: readonly PiecePlan[];
}

const BLOCKS_A_PIECE = 4;

/** Cuts rows into at most `partitionCount` partitions of whole blocks, as even as blocks allow, and these into pieces. */
export function planPartitions(rowCount: number, partitionCount: number, textFolder: string): PartitionPlan[] {
  const blockCount = Math.ceil(rowCount / BLOCK_ROWS);
  const count = Math.min(partitionCount, blockCount);
  const digits = String(count - 1).length;
  return Array.from({ length: count }, (_, index) => {
    const firstRow = BLOCK_ROWS * Math.floor((index * blockCount) / count);
    const endRow = Math.min(rowCount, BLOCK_ROWS * Math.floor(((index + 1) * blockCount) / count));
    const fileName = `part-${String(index).padStart(digits, '0')}.parquet`;
    return { fileName, firstRow, rowCount: endRow - firstRow, pieces: planPieces(firstRow, endRow, textFolder) };
  });
}

function planPieces(firstRow: number, endRow: number, textFolder: string): PiecePlan[] {
  const pieces: PiecePlan[] = [];
  for (let first = firstRow; first < endRow; first += BLOCKS_A_PIECE * BLOCK_ROWS) {
    const rowCount = Math.min(BLOCKS_A_PIECE * BLOCK_ROWS, endRow - first);
    pieces.push({ firstRow: first, rowCount, rowsFile: join(textFolder, `rows-${first}.tsv`), truthFile: join(textFolder, `truth-${first}.tsv`) });
  }
  return pieces;
}

import type { BatchColumn, Cell, CellBatch } from '../../engine/table-files.js';

/** Makes bytes of rows, batch by batch: what comes first, each batch, and the end. */
export interface RowEncoder {
  start(): string | Uint8Array;
  encode(batch: CellBatch): string | Uint8Array;
  end(): string | Uint8Array;
}

/** Cells of a batch, one array a column, those that all rows share filled in. */
export function filledCells(columns: readonly BatchColumn[], { rowCount, cells }: CellBatch): readonly ArrayLike<Cell>[] {
  let next = 0;
  return columns.map(({ same }) => (same === undefined ? (cells[next++] as ArrayLike<Cell>) : new Array<Cell>(rowCount).fill(same)));
}

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { fillFileAtomic } from '../../core/files/write-atomic.js';
import type { BatchColumn, Cell, CellBatch } from '../../engine/table-files.js';

/** Writes rows as CSV (RFC 4180, UTF-8, a header line), batch by batch, whole or not at all. Null is an empty cell. What `batches` throws is thrown. */
export function writeCsv(file: string, columns: readonly Pick<BatchColumn, 'name'>[], batches: AsyncIterable<CellBatch>): Promise<void> {
  return fillFileAtomic(file, async (temporary) => {
    const handle = openSync(temporary, 'wx');
    try {
      writeSync(handle, csvLine(columns.map(({ name }) => name)));
      for await (const { rowCount, cells } of batches) {
        const lines = Array.from({ length: rowCount }, (_, row) => csvLine(cells.map((column) => column[row] ?? null)));
        writeSync(handle, lines.join(''));
      }
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  });
}

/** One line. A cell is quoted where it has to be. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => csvCell(cell === null ? '' : String(cell))).join(',')}\r\n`;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

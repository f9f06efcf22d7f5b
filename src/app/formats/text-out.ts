import type { BatchColumn, Cell } from '../../engine/table-files.js';
import { filledCells, type RowEncoder } from './row-encoder.js';
import { jsonText, textOfKept } from './row-source.js';

/** Rows as CSV (RFC 4180, UTF-8, a header line), or with another separator. */
export function csvEncoder(columns: readonly BatchColumn[], delimiter = ','): RowEncoder {
  const head = columns.map(({ name }) => name);
  return textEncoder(columns, csvLine(head, delimiter), (cells) => csvLine(cells, delimiter));
}

/** Rows as JSON Lines: an object a row, with a member for every column. */
export function jsonEncoder(columns: readonly BatchColumn[]): RowEncoder {
  const names = columns.map(({ name }) => JSON.stringify(name));
  return textEncoder(columns, '', (cells) => `{${cells.map((cell, i) => `${names[i]}:${jsonText(cell)}`).join(',')}}\n`);
}

function textEncoder(columns: readonly BatchColumn[], head: string, lineOf: (cells: readonly Cell[]) => string): RowEncoder {
  return {
    start: () => head,
    encode(batch) {
      const cells = filledCells(columns, batch);
      let text = '';
      for (let row = 0; row < batch.rowCount; row++) text += lineOf(cells.map((column) => column[row] ?? null));
      return text;
    },
    end: () => '',
  };
}

/** One line of CSV (RFC 4180) or of cells with another separator. A cell is quoted where it has to be; null is an empty one, a list is JSON. */
export function csvLine(cells: readonly Cell[], delimiter = ','): string {
  return `${cells.map((cell) => csvCell(textOfKept(cell) ?? '', delimiter)).join(delimiter)}\r\n`;
}

function csvCell(text: string, delimiter: string): string {
  return /["\r\n]/.test(text) || text.includes(delimiter) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

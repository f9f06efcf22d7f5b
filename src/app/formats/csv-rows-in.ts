import type { Cell } from '../../engine/table-files.js';
import { type CsvCells, type CsvColumn, csvNumber, describeCsv, findCsvHead, readCsvRows } from '../../stages/source/csv-partition.js';
import type { TextPiece } from '../../stages/source/csv-text.js';
import type { RowSource, SourceChunk, WantedColumn } from './row-source.js';
import type { ReadFile } from './table-to-read.js';

/** Rows of CSV text that comes in pieces, by the rules of files. The columns that are read tell the separator. */
export async function openCsvRows(
  pieces: AsyncIterable<TextPiece>,
  path: string,
  { texts, numbers }: Pick<ReadFile, 'texts' | 'numbers'>,
): Promise<RowSource> {
  const { taken, all } = replay(pieces);
  const head = await findCsvHead(taken, path, [...texts, ...numbers]);
  async function* read(wanted: readonly WantedColumn[]): AsyncGenerator<SourceChunk> {
    const has = ({ name }: WantedColumn): boolean => head.names.includes(name.normalize('NFC'));
    const columns = wanted.filter(has).map(({ name, as }) => ({ name, as: as === 'number' ? ('number' as const) : ('text' as const) }));
    for await (const rows of readCsvRows(all, { path, head, columns })) {
      const cells = columns.map((column, i) => rows.map((row) => cellOf(row, i, column, path)));
      let next = 0;
      const cellsOf = (column: WantedColumn) => (has(column) ? (cells[next++] as readonly Cell[]) : rows.map(() => null));
      if (rows.length > 0) yield { rowCount: rows.length, columns: wanted.map(cellsOf) };
    }
  }
  return { columns: describeCsv(head, numbers), keptType: () => 'text', read };
}

/** An empty cell is null. */
function cellOf({ cells, line }: CsvCells, index: number, { name, as }: CsvColumn, path: string): Cell {
  const cell = cells[index] as string;
  if (as === 'number') return csvNumber(cell, name, line, path);
  return cell === '' ? null : cell;
}

/** The same items twice: those that `taken` gave come first in `all` again. */
function replay<T>(items: AsyncIterable<T>): { readonly taken: AsyncIterable<T>; readonly all: AsyncIterable<T> } {
  const iterator = items[Symbol.asyncIterator]();
  const seen: T[] = [];
  async function* taken(): AsyncGenerator<T> {
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      seen.push(next.value);
      yield next.value;
    }
  }
  async function* all(): AsyncGenerator<T> {
    yield* seen;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { taken: taken(), all: all() };
}

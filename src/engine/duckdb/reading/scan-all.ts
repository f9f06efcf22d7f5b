import type { DuckDBInstance } from '@duckdb/node-api';
import type { ColumnRequest, FileChunk, RowChunk } from '../../table-files.js';
import { readChunks } from '../connections.js';
import { numberedTable } from '../sql.js';
import { columnSql, type FileColumns } from './file-columns.js';
import { blocksOf, readColumnsOfAll } from './many-files.js';

/** Neighbours in a list of files that are read alike, by one query. */
export interface Stretch {
  readonly files: readonly string[];
  /** The place of the first in the list. */
  readonly firstIndex: number;
  readonly columns: FileColumns;
}

/** Cuts a list of files where the next one has another schema: DuckDB reads files of one table by the types of the first. */
export async function stretchesOf(instance: DuckDBInstance, files: readonly string[]): Promise<readonly Stretch[]> {
  const stretches: { files: string[]; firstIndex: number; columns: FileColumns }[] = [];
  let index = 0;
  for (const block of blocksOf(files)) {
    for (const columns of await readColumnsOfAll(instance, block)) {
      const file = files[index] as string;
      const last = stretches.at(-1);
      if (last?.columns === columns) last.files.push(file);
      else stretches.push({ files: [file], firstIndex: index, columns });
      index++;
    }
  }
  return stretches;
}

/** All rows of the files of a stretch, in order; holds them at once, since DuckDB streams a chunk a file, each far dearer than its rows. The files may have no column of the names that DuckDB uses for these numbers. */
export async function* scanStretch(instance: DuckDBInstance, stretch: Stretch, columns: readonly ColumnRequest[]): AsyncGenerator<FileChunk> {
  const { files, firstIndex } = stretch;
  const list = columns.map((column) => columnSql(stretch.columns, column)).join(', ');
  const query = `SELECT file_index::INTEGER, file_row_number::DOUBLE, ${list} FROM ${numberedTable(files)}`;
  let place = { file: -1, row: -1 };
  for (const chunk of await readChunks(instance, query)) {
    const [indexes, numbers, ...cells] = chunk.getColumns() as [number[], number[], ...RowChunk['columns'][number][]];
    let first = 0;
    for (let row = 0; row < indexes.length; row++) {
      const [file, number] = [indexes[row] as number, numbers[row] as number];
      // No ORDER BY, as for a single file: this makes sure that rows come in order, none left out before another.
      const isNext = file === place.file ? number === place.row + 1 : file > place.file && number === 0;
      if (!isNext) throw new Error(`${files[file]}: row ${number} came after row ${place.row} of ${files[place.file]}`);
      if (file !== place.file && row > first) yield cut(cells, first, row, firstIndex + place.file);
      if (file !== place.file) first = row;
      place = { file, row: number };
    }
    if (indexes.length > first) yield cut(cells, first, indexes.length, firstIndex + place.file);
  }
}

function cut(cells: RowChunk['columns'], first: number, end: number, fileIndex: number): FileChunk {
  return { fileIndex, rowCount: end - first, columns: cells.map((column) => column.slice(first, end)) };
}

import { type FileInFolders, scanAllInFolders, scanInFolders } from '../../engine/folder-columns.js';
import type { ColumnRequest, FileChunk, TableFiles } from '../../engine/table-files.js';
import { cleanCode } from '../../text/clean-code.js';

/** Names of the columns that prepare reads. */
export interface ShardColumnNames {
  readonly id: string;
  readonly text: readonly string[];
  readonly label: string;
  readonly categorical: readonly string[];
  readonly numeric: readonly string[];
  readonly trainingWeight: string | null;
  readonly evaluationWeight: string | null;
  /** The column of `split.groupBy`, or null when rows are grouped by text. */
  readonly group: string | null;
  /** The columns of `split.reportLeak` and `split.test`. */
  readonly other: string | null;
  readonly time: string | null;
  /** Columns that suites select rows by; absent without any, so that shards of other pipelines keep their keys. */
  readonly suites?: readonly string[];
}

type TextCells = readonly (string | null)[];
type NumberCells = readonly (number | null)[];

/** The cells of some rows, one array a column; all of one length. */
export interface ShardColumns {
  readonly rowCount: number;
  /** Rows of each slice, which follow each other. */
  readonly rowCounts: readonly number[];
  readonly id: TextCells;
  readonly text: readonly TextCells[];
  /** Clean: see `cleanCode`. */
  readonly label: TextCells;
  /** Labels that were not clean. */
  readonly cleanedLabelCount: number;
  readonly categorical: readonly TextCells[];
  /** NaN and infinite numbers count as missing and are null. */
  readonly numeric: readonly NumberCells[];
  /** How many of them were infinite. */
  readonly infiniteCount: number;
  readonly trainingWeight: NumberCells | null;
  readonly evaluationWeight: NumberCells | null;
  readonly group: TextCells | null;
  readonly other: TextCells | null;
  readonly time: TextCells | null;
  readonly suites: readonly TextCells[];
}

/** Rows first … first+count-1 of a file. */
interface Slice extends FileInFolders {
  readonly first: number;
  readonly count: number;
}

/** Reads one slice of a partition, or several whole ones; `data.unreadable` when one cannot be read. A slice may have fewer rows than asked for. */
export async function readShardColumns(tables: TableFiles, slices: readonly Slice[], names: ShardColumnNames): Promise<ShardColumns> {
  const requests = columnRequests(names);
  const cells: (string | number | null)[][] = requests.map(() => []);
  const rowCounts = new Array<number>(slices.length).fill(0);
  for await (const { fileIndex, rowCount, columns } of scanSlices(tables, slices, requests)) {
    rowCounts[fileIndex] = (rowCounts[fileIndex] as number) + rowCount;
    columns.forEach((column, i) => {
      for (const cell of column) cells[i]?.push(cell);
    });
  }
  return { rowCounts, ...nameCells(names, cells) };
}

async function* scanSlices(tables: TableFiles, slices: readonly Slice[], requests: readonly ColumnRequest[]): AsyncIterable<FileChunk> {
  const [slice, ...others] = slices;
  if (others.length > 0) yield* scanAllInFolders(tables, slices, requests);
  else if (slice !== undefined)
    for await (const chunk of scanInFolders(tables, slice, requests, slice.first, slice.count)) yield { fileIndex: 0, ...chunk };
}

function columnRequests(names: ShardColumnNames): readonly ColumnRequest[] {
  const text = (name: string): ColumnRequest => ({ name, as: 'text' });
  const number = (name: string): ColumnRequest => ({ name, as: 'number' });
  const weights = [names.trainingWeight, names.evaluationWeight].filter((name) => name !== null);
  return [
    text(names.id),
    ...names.text.map(text),
    text(names.label),
    ...names.categorical.map(text),
    ...names.numeric.map(number),
    ...weights.map(number),
    ...[names.group, names.other, names.time].filter((name) => name !== null).map(text),
    ...(names.suites ?? []).map(text),
  ];
}

/** Takes the columns in the order of `columnRequests`. */
function nameCells(names: ShardColumnNames, cells: readonly (string | number | null)[][]): Omit<ShardColumns, 'rowCounts'> {
  let next = 0;
  const text = (): TextCells => cells[next++] as TextCells;
  const number = (): NumberCells => cells[next++] as NumberCells;
  const id = text();
  const texts = names.text.map(text);
  const [rawLabels, categorical, numbers] = [text(), names.categorical.map(text), names.numeric.map(number)];
  const label = rawLabels.map((cell) => (cell === null ? null : cleanCode(cell)));
  return {
    rowCount: id.length,
    id,
    text: texts,
    label,
    cleanedLabelCount: countWhere(label, (cell, row) => cell !== rawLabels[row]),
    categorical,
    numeric: numbers.map((column) => column.map((cell) => (Number.isFinite(cell) ? cell : null))),
    infiniteCount: numbers.reduce((sum, column) => sum + countWhere(column, isInfinite), 0),
    trainingWeight: names.trainingWeight === null ? null : number(),
    evaluationWeight: names.evaluationWeight === null ? null : number(),
    group: names.group === null ? null : text(),
    other: names.other === null ? null : text(),
    time: names.time === null ? null : text(),
    suites: (names.suites ?? []).map(text),
  };
}

function isInfinite(cell: number | null): boolean {
  return cell === Number.POSITIVE_INFINITY || cell === Number.NEGATIVE_INFINITY;
}

function countWhere<Cell>(cells: readonly Cell[], holds: (cell: Cell, row: number) => boolean): number {
  return cells.reduce((count, cell, row) => count + (holds(cell, row) ? 1 : 0), 0);
}

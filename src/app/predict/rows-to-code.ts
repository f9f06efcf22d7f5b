import type { EventListener } from '../../core/events.js';
import { scanInFolders } from '../../engine/folder-columns.js';
import { findColumn } from '../../engine/table-files.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import type { TableServices } from '../formats/table-to-read.js';
import { checkInputs, describeInput, type InputFile, requestedColumns } from './check-inputs.js';
import { cutTasks, type RowTask } from './row-batches.js';

/** Files whose rows are coded and then forgotten. */
export interface FilesToCode {
  /** What is read of them: the columns of its spec. */
  readonly parts: PredictorParts;
  /** Relative to the project folder (an absolute path). */
  readonly files: readonly string[];
  readonly projectFolder: string;
  readonly folderColumns: readonly string[];
  /** Rows have ids where a file has this column. */
  readonly idColumn: string;
  readonly emit: EventListener;
}

/** Rows that are there, and how many. */
export interface RowsToCode {
  readonly rowCount: number;
  tasks(): AsyncGenerator<RowTask>;
}

/** Opens files in any format that `predict` reads, checks their columns, and gives their rows file by file. Failures: those of `checkInputs`. */
export async function openRowsToCode(request: FilesToCode, services: TableServices): Promise<RowsToCode> {
  const { parts, idColumn, emit } = request;
  const inputs: InputFile[] = [];
  for (const path of request.files) inputs.push(await describeInput(path, request, services));
  checkInputs(inputs, { parts, idColumn: null, allowMissing: false }, emit);
  return {
    rowCount: inputs.reduce((sum, { rowCount }) => sum + rowCount, 0),
    async *tasks() {
      for (const input of inputs) yield* tasksOf(input, parts, idColumn, services);
    },
  };
}

async function* tasksOf(
  input: InputFile,
  parts: PredictorParts,
  idColumn: string,
  { tables }: Pick<TableServices, 'tables'>,
): AsyncGenerator<RowTask> {
  const hasId = findColumn(input.columns, idColumn) !== undefined;
  const model = requestedColumns({ parts, idColumn }, input);
  // Without ids the first text stands where they would: it is read anyway.
  const columns = hasId ? model : [model[1] as (typeof model)[number], ...model.slice(1)];
  for await (const task of cutTasks(scanInFolders(tables, input.input, columns, 0, input.rowCount), { model: columns, kept: [] }, 1))
    yield hasId ? task : { ...task, ids: task.ids.map(() => null) };
}

/** The texts of a row in the order of the columns; '' where there is none. */
export function textsOf(row: PredictRow, columns: readonly string[]): readonly string[] {
  return typeof row === 'string' ? [row] : columns.map((column) => (typeof row[column] === 'string' ? row[column] : ''));
}

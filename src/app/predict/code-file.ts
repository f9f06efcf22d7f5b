import { dirname } from 'node:path';
import { withFileFailures } from '../../core/files/file-failure.js';
import { makeFolder } from '../../core/files/make-folder.js';
import { scanInFolders } from '../../engine/folder-columns.js';
import type { CellBatch, TableFiles } from '../../engine/table-files.js';
import type { TaskMapper } from '../../engine/task-engine.js';
import { addDoubts, type DoubtCounts } from '../../model/doubt-counts.js';
import type { PredictorParts } from '../../model/predictor.js';
import { decideRow, type RowDecision } from '../../model/review-rule.js';
import type { PredictRow } from '../../model/row-cells.js';
import type { PredictRowsOutput } from '../../tasks/score/predict-rows.js';
import type { Tasks } from '../../tasks/task-table.js';
import type { TableFormat } from '../formats/table-format.js';
import { writeRows } from '../formats/write-rows.js';
import type { InputFile } from './check-inputs.js';
import type { KeepRule } from './kept-columns.js';
import { predictionCells, predictionColumns, type SaidOfRows, titlesByCode } from './prediction-columns.js';
import { readColumns } from './read-columns.js';
import { batchBytes, batchTasks, cutTasks, oneAhead, type RowTask } from './row-batches.js';

/** What became of the rows of a file. */
export interface CodedCounts {
  readonly rowCount: number;
  readonly codedCount: number;
  /** Rows for a person to look at: without a code, in doubt, or with a score below the review threshold of the model. */
  readonly reviewCount: number;
  /** Rows that stop at a parent of their code; absent from records of earlier releases. */
  readonly parentCount?: number;
  /** Rows without a code by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly doubts: DoubtCounts;
  /** Infinite numbers in covariates: they count as missing, as in training. */
  readonly infiniteCount: number;
}

/** A file to code, and where its rows go. */
export interface CodeFile {
  /** The model, in shared memory. */
  readonly parts: PredictorParts;
  readonly input: InputFile;
  readonly output: string;
  readonly format: TableFormat;
  readonly idColumn: string;
  readonly keep: KeepRule;
  /** Codes a row in `topCodes`; with 1 these columns are left out. */
  readonly k: number;
  /** Rows with a score below it are for review; null sends none for its score. */
  readonly reviewThreshold: number | null;
  /** Called with the rows of the file that are done. */
  readonly onRows: (done: number) => void;
}

/** What coding a file works with. */
export interface CodeServices {
  readonly tables: TableFiles;
  readonly tasks: TaskMapper<Tasks>;
  readonly signal: AbortSignal;
  /** The promise of memory. */
  readonly memoryBytes: number;
}

/** Codes a file into one output, batch by batch: memory does not grow with its rows. */
export async function codeFile(request: CodeFile, services: CodeServices): Promise<CodedCounts> {
  const { input, output, format, k, parts, reviewThreshold } = request;
  const columns = readColumns(request, input);
  const titles = titlesByCode(parts);
  const chunks = scanInFolders(services.tables, input.input, columns.all, 0, input.rowCount);
  const batches = oneAhead(batchTasks(cutTasks(chunks, columns, k), batchBytes(services.memoryBytes)));
  let counts = addCounts([]);
  async function* coded(): AsyncGenerator<CellBatch> {
    for await (const batch of batches) {
      services.signal.throwIfAborted();
      for (const [task, rows] of (await codeBatch(batch, request, counts.rowCount, services)).entries()) {
        const coded = codedRows({ task: batch[task] as RowTask, output: rows, titles }, { parts, k, reviewThreshold });
        counts = addCounts([counts, coded.counts]);
        yield coded.cells;
      }
    }
  }
  await withFileFailures(output, async () => {
    makeFolder(dirname(output));
    await writeRows({ file: output, format, columns: predictionColumns(parts, k, columns.kept) }, coded(), services.tables);
  });
  return counts;
}

/** Rows that a worker has coded: what is written of them, and what became of them. */
export function codedRows(
  { task, output, titles }: Omit<SaidOfRows, 'decided'>,
  { parts, k, reviewThreshold }: Pick<CodeFile, 'parts' | 'k' | 'reviewThreshold'>,
): { readonly cells: CellBatch; readonly counts: CodedCounts } {
  const decided = output.score.map((score, row) =>
    decideRow({ score, reason: output.reason[row] ?? null, parents: output.parents?.[row] ?? [] }, reviewThreshold),
  );
  const counts = { ...countRows(output, decided), infiniteCount: countInfinite(task.rows, parts) };
  return { cells: predictionCells({ task, output, decided, titles }, k), counts };
}

async function codeBatch(
  batch: readonly RowTask[],
  { parts, k, onRows }: CodeFile,
  rowsBefore: number,
  { tasks, signal }: CodeServices,
): Promise<readonly PredictRowsOutput[]> {
  const rowCount = batch.reduce((sum, { rows }) => sum + rows.length, 0);
  return tasks.map(
    'predict-rows',
    batch.map(({ rows }) => ({ parts, k, rows })),
    { signal, onDone: (done) => onRows(rowsBefore + Math.floor((rowCount * done) / batch.length)) },
  );
}

function countRows({ code, reason, doubts }: PredictRowsOutput, decided: readonly RowDecision[]): Omit<CodedCounts, 'infiniteCount'> {
  const withoutCode = reason.filter((_, row) => code[row] === null) as string[];
  const count = (wanted: RowDecision['decision']): number => decided.filter(({ decision }) => decision === wanted).length;
  return {
    rowCount: code.length,
    codedCount: code.length - withoutCode.length,
    reviewCount: count('review'),
    parentCount: count('parent'),
    reasons: countReasons(withoutCode),
    doubts,
  };
}

function countInfinite(rows: readonly PredictRow[], { spec }: PredictorParts): number {
  const isInfinite = (cell: unknown): boolean => cell === Number.POSITIVE_INFINITY || cell === Number.NEGATIVE_INFINITY;
  const columns = spec.numericColumns.map(({ column }) => column);
  return rows.reduce((sum, row) => sum + columns.filter((column) => typeof row === 'object' && isInfinite(row[column])).length, 0);
}

function countReasons(reasons: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** The counts of all of them. */
export function addCounts(counts: readonly CodedCounts[]): CodedCounts {
  const sum = (key: 'rowCount' | 'codedCount' | 'reviewCount' | 'parentCount' | 'infiniteCount') =>
    counts.reduce((total, each) => total + (each[key] ?? 0), 0);
  const reasons: Record<string, number> = {};
  for (const each of counts) for (const [reason, count] of Object.entries(each.reasons)) reasons[reason] = (reasons[reason] ?? 0) + count;
  return {
    rowCount: sum('rowCount'),
    codedCount: sum('codedCount'),
    reviewCount: sum('reviewCount'),
    parentCount: sum('parentCount'),
    infiniteCount: sum('infiniteCount'),
    reasons,
    doubts: addDoubts(counts.map(({ doubts }) => doubts)),
  };
}

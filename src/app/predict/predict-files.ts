import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nearest } from '../../config/nearest.js';
import type { EventListener } from '../../core/events.js';
import { fail } from '../../core/failure.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { folderValues } from '../../core/folder-values.js';
import { describeInFolders, type FileInFolders, scanInFolders } from '../../engine/folder-columns.js';
import type { ColumnRequest, TableFiles } from '../../engine/table-files.js';
import type { TaskEngine } from '../../engine/task-engine.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { shareParts } from '../../model/share-parts.js';
import { refuseFolderColumns } from '../../stages/source/folder-names.js';
import type { PredictRowsOutput } from '../../tasks/score/predict-rows.js';
import type { Tasks } from '../../tasks/task-table.js';

/** Rows that go to a worker at once. */
const TASK_ROWS = 2_048;
/** Rows that are in memory at once; each batch becomes one output file. */
const BATCH_ROWS = 1 << 20;

/** A model, the files whose rows it codes, and where the outputs go. */
export interface PredictFiles {
  readonly parts: PredictorParts;
  /** Input files, relative to the project folder. */
  readonly files: readonly string[];
  /** Absolute path. */
  readonly projectFolder: string;
  readonly outFolder: string;
  readonly idColumn: string;
  /** Columns that are read from folder names where a path has them; none unless said. */
  readonly folderColumns?: readonly string[];
  /** Codes a row in `topCodes`; with 1 these columns are left out. */
  readonly k: number;
}

/** What coding files works with. */
export interface PredictServices {
  readonly tables: TableFiles;
  readonly tasks: TaskEngine<Tasks>;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** What became of the rows, and the files that were written. */
export interface PredictCounts {
  readonly rowCount: number;
  readonly codedCount: number;
  /** Rows without a code by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Rows whose score is below the review threshold of the model. */
  readonly reviewCount: number;
  readonly outputs: readonly string[];
}

/**
 * Codes every row of the input files. Each file gets one output of the same name (`name-1.parquet` … when it has more than
 * 2^20 rows) with id, code, score, review, reason, modelDigest and, for k > 1, topCodes and topScores, rows in input order.
 * Failures: `data.*` for inputs, `usage.wrong-value` when an output would overwrite an input.
 */
export async function predictFiles(request: PredictFiles, services: PredictServices): Promise<PredictCounts> {
  const outputs = outputNames(request);
  const described = [];
  for (const file of request.files) described.push(await describeInput(file, request, services.tables));
  for (const { file, columns } of described)
    refuseMissingColumns(
      file,
      columns.map(({ name }) => name),
      request,
      services,
    );
  const totalRows = described.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const parts = shareParts(request.parts);
  const counts = { rowCount: 0, codedCount: 0, reviewCount: 0, reasons: {} as Record<string, number>, outputs: [] as string[] };
  for (const [index, { input, columns, rowCount }] of described.entries()) {
    const present = new Set(columns.map(({ name }) => name));
    for (let first = 0, part = 0; first < rowCount || part === 0; first += BATCH_ROWS, part++) {
      services.signal.throwIfAborted();
      const batch = await readBatch(input, first, requestedColumns(request, present), services.tables);
      const coded = await codeRows(batch.rows, parts, request.k, services, (done) =>
        services.emit({ type: 'progress', stage: 'predict', unit: 'rows', done: counts.rowCount + done, total: totalRows }),
      );
      const output = numbered(outputs[index] as string, rowCount > BATCH_ROWS ? part : undefined);
      await writeBatch(output, batch.ids, coded, request, services.tables);
      countRows(counts, coded, request.parts.reviewThreshold);
      counts.outputs.push(output);
    }
  }
  return counts;
}

/** A file of the inputs, where it is read, and its columns. */
async function describeInput(file: string, request: PredictFiles, tables: TableFiles) {
  const { projectFolder, folderColumns = [], parts, idColumn } = request;
  const read = [idColumn, ...parts.spec.textColumns, ...covariatesOf(parts).map(({ name }) => name)];
  const names = folderColumns.filter((name) => read.includes(name));
  const input = { file: resolve(projectFolder, file), folderValues: folderValues(file, names) };
  const description = await describeInFolders(tables, input);
  refuseFolderColumns({ path: file, ...description }, names);
  return { file, input, ...description };
}

/** Output paths: those of the inputs below the deepest folder that all of them share. */
function outputNames({ files, projectFolder, outFolder }: PredictFiles): string[] {
  const absolute = files.map((file) => resolve(projectFolder, file));
  const shared = absolute.map(dirname).reduce(sharedFolder);
  const outputs = absolute.map((file) => join(outFolder, file.slice(shared.length)));
  for (const output of outputs) {
    if (!absolute.includes(output)) continue;
    throw fail('usage.wrong-value', {
      what: 'an output would overwrite an input',
      where: 'command line: --out',
      got: output,
      wanted: 'another folder',
    });
  }
  return outputs;
}

function sharedFolder(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const differs = left.findIndex((name, index) => name !== right[index]);
  return differs < 0 ? a : left.slice(0, differs).join('/');
}

function numbered(output: string, part: number | undefined): string {
  return part === undefined ? output : output.replace(/(\.[^./]*)?$/, `-${part}$1`);
}

function refuseMissingColumns(file: string, columns: readonly string[], { parts, idColumn }: PredictFiles, { emit }: PredictServices): void {
  for (const column of [idColumn, ...parts.spec.textColumns]) {
    if (columns.includes(column)) continue;
    const best = nearest(column, columns);
    throw fail('data.missing-column', {
      what: 'a column is missing',
      where: file,
      got: `the columns ${columns.join(', ')}`,
      wanted: column === idColumn ? `a column ${column} with the ids (--id names another)` : `a column ${column}, which the model reads`,
      ...(best === undefined ? {} : { hint: `is it ${best}?` }),
    });
  }
  const missing = covariatesOf(parts).filter(({ name }) => !columns.includes(name));
  for (const { name } of missing)
    emit({ type: 'warning', stage: 'predict', message: `${file} has no column ${name}: it counts as missing in every row` });
}

function covariatesOf({ spec }: PredictorParts): readonly ColumnRequest[] {
  return [
    ...spec.categoricalColumns.map((name) => ({ name, as: 'text' }) as const),
    ...spec.numericColumns.map(({ column }) => ({ name: column, as: 'number' }) as const),
  ];
}

function requestedColumns({ parts, idColumn }: PredictFiles, present: ReadonlySet<string>): readonly ColumnRequest[] {
  const texts = parts.spec.textColumns.map((name) => ({ name, as: 'text' }) as const);
  return [{ name: idColumn, as: 'text' }, ...texts, ...covariatesOf(parts).filter(({ name }) => present.has(name))];
}

async function readBatch(
  file: FileInFolders,
  first: number,
  columns: readonly ColumnRequest[],
  tables: TableFiles,
): Promise<{ ids: (string | null)[]; rows: PredictRow[] }> {
  const ids: (string | null)[] = [];
  const rows: PredictRow[] = [];
  for await (const chunk of scanInFolders(tables, file, columns, first, BATCH_ROWS)) {
    for (let row = 0; row < chunk.rowCount; row++) {
      ids.push(chunk.columns[0]?.[row] as string | null);
      rows.push(Object.fromEntries(columns.slice(1).map(({ name }, column) => [name, chunk.columns[column + 1]?.[row] ?? null])));
    }
  }
  return { ids, rows };
}

async function codeRows(
  rows: readonly PredictRow[],
  parts: PredictorParts,
  k: number,
  { tasks, signal }: PredictServices,
  onRows: (done: number) => void,
): Promise<PredictRowsOutput[]> {
  const inputs = Array.from({ length: Math.ceil(rows.length / TASK_ROWS) }, (_, task) => ({
    parts,
    k,
    rows: rows.slice(task * TASK_ROWS, (task + 1) * TASK_ROWS),
  }));
  return tasks.map('predict-rows', inputs, { signal, onDone: (done) => onRows(Math.min(done * TASK_ROWS, rows.length)) });
}

async function writeBatch(
  output: string,
  ids: readonly (string | null)[],
  coded: readonly PredictRowsOutput[],
  { parts, k }: PredictFiles,
  tables: TableFiles,
): Promise<void> {
  const score = coded.flatMap((rows) => rows.score);
  const top = [
    { name: 'topCodes', type: 'text[]', values: coded.flatMap((rows) => rows.topCodes) },
    { name: 'topScores', type: 'float64[]', values: coded.flatMap((rows) => rows.topScores) },
  ] as const;
  await withFileFailures(output, async () => {
    mkdirSync(dirname(output), { recursive: true });
    await tables.writeTable(output, [
      { name: 'id', type: 'text', values: ids },
      { name: 'code', type: 'text', values: coded.flatMap((rows) => rows.code) },
      { name: 'score', type: 'float64', values: score },
      { name: 'review', type: 'boolean', values: score.map((value) => needsReview(value, parts.reviewThreshold)) },
      { name: 'reason', type: 'text', values: coded.flatMap((rows) => rows.reason) },
      { name: 'modelDigest', type: 'text', values: ids.map(() => parts.modelDigest) },
      ...(k > 1 ? top : []),
    ]);
  });
}

/** A row without a code always needs a person; without a threshold no other row does. */
function needsReview(score: number | null, threshold: number | null): boolean {
  return score === null || (threshold !== null && score < threshold);
}

function countRows(
  counts: { rowCount: number; codedCount: number; reviewCount: number; reasons: Record<string, number> },
  coded: readonly PredictRowsOutput[],
  threshold: number | null,
): void {
  for (const rows of coded) {
    counts.rowCount += rows.code.length;
    for (const score of rows.score) if (needsReview(score, threshold)) counts.reviewCount++;
    for (const reason of rows.reason) {
      if (reason === null) counts.codedCount++;
      else counts.reasons[reason] = (counts.reasons[reason] ?? 0) + 1;
    }
  }
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EventListener } from '../../core/events.js';
import { withFileFailures } from '../../core/files/file-failure.js';
import { scanInFolders } from '../../engine/folder-columns.js';
import type { ColumnRequest, TableFiles } from '../../engine/table-files.js';
import type { TaskEngine } from '../../engine/task-engine.js';
import { addDoubts, type DoubtCounts } from '../../model/doubt-counts.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import { shareParts } from '../../model/share-parts.js';
import type { Store } from '../../store/store.js';
import type { PredictRowsOutput } from '../../tasks/score/predict-rows.js';
import type { Tasks } from '../../tasks/task-table.js';
import { type DoubtShare, doubtShares, refuseDoubtfulRows } from '../doubtful-rows.js';
import { checkInputs, describeInput, type InputFile, requestedColumns } from './check-inputs.js';
import { outputNames } from './output-names.js';
import { StagedFiles } from './staged-files.js';

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
  /** Whether files may lack covariates. */
  readonly allowMissing: boolean;
  /** See `doubtShares`. */
  readonly maxUnseenShare: number | undefined;
}

/** What coding files works with. */
export interface PredictServices {
  readonly store: Pick<Store, 'scratch'>;
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
  /** Rows with a code that the model has little ground for, by reason. */
  readonly doubts: Readonly<Record<string, number>>;
  readonly doubtShares: readonly DoubtShare[];
  /** Rows for a person to look at: without a code, in doubt, or with a score below the review threshold of the model. */
  readonly reviewCount: number;
  readonly outputs: readonly string[];
}

/**
 * Codes every row of the input files. Each file gets one output of the same name (`name-1.parquet` … when it has more than
 * 2^20 rows) with id, code, score, review, reason, modelDigest and, for k > 1, topCodes and topScores, rows in input order.
 * Outputs become visible all together, after the last row, and not at all when too many rows are doubtful.
 * Failures: `data.*` for inputs, `data.contract` for doubtful rows, `usage.wrong-value` when an output would overwrite an input.
 */
export async function predictFiles(request: PredictFiles, services: PredictServices): Promise<PredictCounts> {
  const outputs = outputNames(request);
  const described: InputFile[] = [];
  for (const path of request.files) described.push(await describeInput(path, request, services));
  checkInputs(described, request, services.emit);
  const staged = new StagedFiles();
  try {
    const counts = await codeFiles(described, outputs, staged, request, services);
    const doubts = addDoubts(counts.doubts);
    const shares = doubtShares(doubts, counts.codedCount, request.parts, request.maxUnseenShare);
    refuseDoubtfulRows(shares, request.files.join(', '), request.maxUnseenShare);
    return { ...counts, doubts: doubts.reasons, doubtShares: shares, outputs: staged.publish() };
  } finally {
    staged.discard();
  }
}

interface Counts {
  rowCount: number;
  codedCount: number;
  reviewCount: number;
  readonly reasons: Record<string, number>;
  readonly doubts: DoubtCounts[];
}

async function codeFiles(
  files: readonly InputFile[],
  outputs: readonly string[],
  staged: StagedFiles,
  request: PredictFiles,
  services: PredictServices,
): Promise<Counts> {
  const totalRows = files.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const parts = shareParts(request.parts);
  const counts: Counts = { rowCount: 0, codedCount: 0, reviewCount: 0, reasons: {}, doubts: [] };
  for (const [index, file] of files.entries()) {
    for (let first = 0, part = 0; first < file.rowCount || part === 0; first += BATCH_ROWS, part++) {
      services.signal.throwIfAborted();
      const batch = await readBatch(file.input, first, requestedColumns(request, file), services.tables);
      const coded = await codeRows(batch.rows, parts, request.k, services, (done) =>
        services.emit({ type: 'progress', stage: 'predict', unit: 'rows', done: counts.rowCount + done, total: totalRows }),
      );
      const output = numbered(outputs[index] as string, file.rowCount > BATCH_ROWS ? part : undefined);
      await writeBatch(output, staged, batch.ids, coded, request, services.tables);
      countRows(counts, coded, request.parts.reviewThreshold);
    }
  }
  return counts;
}

function numbered(output: string, part: number | undefined): string {
  return part === undefined ? output : output.replace(/(\.[^./]*)?$/, `-${part}$1`);
}

async function readBatch(
  file: InputFile['input'],
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
  staged: StagedFiles,
  ids: readonly (string | null)[],
  coded: readonly PredictRowsOutput[],
  { parts, k }: PredictFiles,
  tables: TableFiles,
): Promise<void> {
  const score = coded.flatMap((rows) => rows.score);
  const reason = coded.flatMap((rows) => rows.reason);
  const top = [
    { name: 'topCodes', type: 'text[]', values: coded.flatMap((rows) => rows.topCodes) },
    { name: 'topScores', type: 'float64[]', values: coded.flatMap((rows) => rows.topScores) },
  ] as const;
  await withFileFailures(output, async () => {
    mkdirSync(dirname(output), { recursive: true });
    await tables.writeTable(staged.stage(output), [
      { name: 'id', type: 'text', values: ids },
      { name: 'code', type: 'text', values: coded.flatMap((rows) => rows.code) },
      { name: 'score', type: 'float64', values: score },
      { name: 'review', type: 'boolean', values: score.map((value, row) => needsReview(value, reason[row] ?? null, parts.reviewThreshold)) },
      { name: 'reason', type: 'text', values: reason },
      { name: 'modelDigest', type: 'text', values: ids.map(() => parts.modelDigest) },
      ...(k > 1 ? top : []),
    ]);
  });
}

/** A row without a code or with a doubtful one always needs a person; without a threshold no other row does. */
function needsReview(score: number | null, reason: string | null, threshold: number | null): boolean {
  return score === null || reason !== null || (threshold !== null && score < threshold);
}

function countRows(counts: Counts, coded: readonly PredictRowsOutput[], threshold: number | null): void {
  for (const { code, score, reason, doubts } of coded) {
    counts.rowCount += code.length;
    counts.doubts.push(doubts);
    code.forEach((own, row) => {
      const why = reason[row] ?? null;
      if (needsReview(score[row] ?? null, why, threshold)) counts.reviewCount++;
      if (own !== null) counts.codedCount++;
      else counts.reasons[why as string] = (counts.reasons[why as string] ?? 0) + 1;
    });
  }
}

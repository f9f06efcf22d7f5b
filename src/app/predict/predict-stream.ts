import type { EventListener } from '../../core/events.js';
import { mapInOrder } from '../../core/map-in-order.js';
import { type Cell, type CellBatch, findColumn } from '../../engine/table-files.js';
import type { TaskMapper } from '../../engine/task-engine.js';
import { loadBundle } from '../../model/bundle/open-bundle.js';
import type { PredictorParts } from '../../model/predictor.js';
import { shareParts } from '../../model/share-parts.js';
import type { Tasks } from '../../tasks/task-table.js';
import { type DoubtShare, doubtShares, refuseDoubtfulRows } from '../doubtful-rows.js';
import type { ModelPlaces } from '../find-model.js';
import { openStream } from '../formats/open-stream.js';
import type { RowSource } from '../formats/row-source.js';
import { type EncodedFormat, encodedRows, rowEncoder } from '../formats/write-rows.js';
import { divideForCoding } from '../memory-budget.js';
import { findModelToCodeWith } from '../model-to-code-with.js';
import { openPool } from '../open-pool.js';
import { checkInputs, inputColumns, requestedColumns } from './check-inputs.js';
import { addCounts, type CodedCounts, codedRows } from './code-file.js';
import { type KeepRule, keptNames } from './kept-columns.js';
import { predictionColumns, reservedNames, titlesByCode } from './prediction-columns.js';
import type { ReadColumns } from './read-columns.js';
import { cutTasks, type RowTask } from './row-batches.js';

/** Rows that come and go through pipes. */
export interface StreamPredictions extends ModelPlaces {
  /** With a `/` the path of a bundle, with an `@` a registered name (`name@champion`, `name@3`), else the id of a run. */
  readonly model: string;
  /** Ends with an error when the signal is aborted, so that nobody waits for rows that do not come. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Resolves when more may be written. */
  readonly write: (bytes: string | Uint8Array) => Promise<void>;
  /** Of what comes and of what goes. */
  readonly format: EncodedFormat;
  /** Undefined: `id` where rows have one, else rows have no id. */
  readonly idColumn: string | undefined;
  readonly keep: KeepRule;
  readonly k: number;
  readonly reviewBelow: number | undefined;
  readonly allowMissing: boolean;
  readonly maxUnseenShare: number | undefined;
  readonly workerCount: number;
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** What came of it. */
export interface StreamedRows extends Omit<CodedCounts, 'doubts'> {
  readonly bundle: string;
  readonly doubtShares: readonly DoubtShare[];
  readonly seconds: number;
}

/** What messages call the stream. */
const STREAM = 'standard input';

/**
 * Codes the rows of a stream into another, in their order, each as soon as it is there: nothing waits for rows that have not come.
 * Failures: those of files; rows before one that cannot be read are written. `data.contract` for too many doubtful rows comes after the
 * last one.
 */
export async function predictStream(request: StreamPredictions): Promise<StreamedRows> {
  const { workerCount, memoryBytes, signal, reviewBelow } = request;
  const found = await findModelToCodeWith(request.model, request, workerCount, signal);
  const parts = shareParts(await loadBundle(found.bundle, { verify: false, names: false }));
  const tasks = openPool(workerCount, divideForCoding(memoryBytes, workerCount, found.modelBytes));
  const startMs = performance.now();
  try {
    const counts = await codeStream({ ...request, reviewThreshold: reviewBelow ?? parts.reviewThreshold }, parts, tasks);
    const shares = doubtShares(counts.doubts, counts.codedCount, parts, request.maxUnseenShare);
    refuseDoubtfulRows(shares, STREAM, request.maxUnseenShare);
    return { ...counts, bundle: found.bundle, doubtShares: shares, seconds: (performance.now() - startMs) / 1000 };
  } catch (error) {
    // An input that is stopped seems broken.
    signal.throwIfAborted();
    throw error;
  } finally {
    await tasks.close();
  }
}

async function codeStream(
  request: StreamPredictions & { readonly reviewThreshold: number | null },
  parts: PredictorParts,
  tasks: TaskMapper<Tasks>,
): Promise<CodedCounts> {
  const { input, format, k, signal, write, reviewThreshold, workerCount } = request;
  const source = await openStream({ bytes: input, format, path: STREAM, ...inputColumns(parts, request.idColumn ?? 'id') });
  let counts = addCounts([]);
  if (source === undefined) return counts;
  const columns = columnsOf(source, request, parts);
  const titles = titlesByCode(parts);
  const codeTask = async (task: RowTask) => {
    signal.throwIfAborted();
    const [output] = await tasks.map('predict-rows', [{ parts, k, rows: task.rows }], { signal });
    if (output === undefined) throw new Error('a worker gave nothing for some rows');
    return codedRows({ task, output, titles }, { parts, k, reviewThreshold });
  };
  async function* coded(): AsyncGenerator<CellBatch> {
    for await (const rows of mapInOrder(tasksOf(source as RowSource, columns, k), workerCount + 1, codeTask)) {
      counts = addCounts([counts, rows.counts]);
      yield rows.cells;
    }
  }
  for await (const bytes of encodedRows(rowEncoder(format, predictionColumns(parts, k, columns.kept), 'stream'), coded())) {
    if (bytes.length > 0) await write(bytes);
  }
  return counts;
}

/** Tasks end where what is there ends. */
async function* tasksOf(source: RowSource, columns: ReadColumns, k: number): AsyncGenerator<RowTask> {
  const wanted = [...columns.model, ...columns.kept.map(({ name }) => ({ name, as: 'kept' as const }))];
  for await (const chunk of source.read(wanted)) yield* cutTasks([chunk], columns, k);
}

/** What is read of each row: the columns of the model, then those that are kept, as they come. */
function columnsOf(source: RowSource, request: StreamPredictions, parts: PredictorParts): ReadColumns {
  const { columns } = source;
  const hasId = request.idColumn !== undefined || findColumn(columns, 'id') !== undefined;
  const idColumn = request.idColumn ?? 'id';
  const file = { path: STREAM, columns };
  checkInputs([file], { parts, idColumn: hasId ? idColumn : null, allowMissing: request.allowMissing }, request.emit);
  const model = requestedColumns({ parts, idColumn }, file);
  const kept = keptNames(request.keep, { ...file, idColumn, taken: reservedNames() }).map(({ name }, i) => {
    return { name, type: source.keptType(name), as: 'text' as const, cellOf: (cell: Cell) => cell, index: model.length + i };
  });
  return { model, kept };
}

import type { EventListener } from '../../core/events.js';
import { mapInOrder } from '../../core/map-in-order.js';
import { scanInFolders } from '../../engine/folder-columns.js';
import { findColumn } from '../../engine/table-files.js';
import { AnswerTally } from '../../evaluation/consistency/answer-tally.js';
import { ScoreTally } from '../../evaluation/consistency/score-tally.js';
import { addDoubts, type DoubtCounts } from '../../model/doubt-counts.js';
import type { PredictorParts } from '../../model/predictor.js';
import type { PredictRow } from '../../model/row-cells.js';
import type { PredictRowsOutput } from '../../tasks/score/predict-rows.js';
import { groupKey } from '../../text/group-key.js';
import type { Services } from '../open-services.js';
import { checkInputs, describeInput, type InputFile, requestedColumns } from '../predict/check-inputs.js';
import { cutTasks, type RowTask } from '../predict/row-batches.js';

/** Two models in shared memory, and the files whose rows both code. */
export interface TwoModelsOnFiles {
  readonly first: PredictorParts;
  readonly second: PredictorParts;
  /** Relative to the project folder (an absolute path). */
  readonly files: readonly string[];
  readonly projectFolder: string;
  readonly folderColumns: readonly string[];
  /** Rows have ids where a file has this column. */
  readonly idColumn: string;
  readonly workerCount: number;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** What both said, added up. */
export interface CodedTwiceRows {
  readonly answers: AnswerTally;
  readonly scores: { readonly first: ScoreTally; readonly second: ScoreTally };
  readonly doubts: { readonly first: DoubtCounts; readonly second: DoubtCounts };
}

/** Codes every row of some files with both models, one file after another, and keeps of the rows only what is added up. Failures: those of `checkInputs`. */
export async function codeTwice(request: TwoModelsOnFiles, services: Pick<Services, 'tables' | 'tasks' | 'store'>): Promise<CodedTwiceRows> {
  const { first, second, signal, emit, workerCount } = request;
  const parts = { ...second, spec: joinedSpec(first, second) };
  const inputs: InputFile[] = [];
  for (const path of request.files) inputs.push(await describeInput(path, { ...request, parts }, { ...services, signal }));
  checkInputs(inputs, { parts, idColumn: null, allowMissing: false }, emit);

  const answers = new AnswerTally();
  const scores = { first: new ScoreTally(), second: new ScoreTally() };
  let doubts = { first: addDoubts([]), second: addDoubts([]) };
  const code = async (task: RowTask): Promise<readonly [RowTask, ...PredictRowsOutput[]]> => {
    signal.throwIfAborted();
    const inputs = [first, second].map((model) => ({ parts: model, rows: task.rows, k: 1 }));
    return [task, ...(await services.tasks.map('predict-rows', inputs, { signal }))];
  };
  const total = inputs.reduce((sum, { rowCount }) => sum + rowCount, 0);
  for (const input of inputs) {
    for await (const [task, a, b] of mapInOrder(tasksOf(input, parts, request.idColumn, services), workerCount, code)) {
      if (a === undefined || b === undefined) throw new Error('a worker gave nothing for some rows');
      addRows(answers, task, a, b, parts);
      for (const score of a.score) scores.first.add(score);
      for (const score of b.score) scores.second.add(score);
      doubts = { first: addDoubts([doubts.first, a.doubts]), second: addDoubts([doubts.second, b.doubts]) };
      emit({ type: 'progress', stage: 'compare', unit: 'rows', done: answers.rowCount, total });
    }
  }
  return { answers, scores, doubts };
}

/** What to read of the rows: every column that one of the models knows. */
function joinedSpec({ spec: first }: PredictorParts, { spec: second }: PredictorParts): PredictorParts['spec'] {
  const numeric = new Map([...first.numericColumns, ...second.numericColumns].map((column) => [column.column, column]));
  return {
    ...second,
    textColumns: [...new Set([...first.textColumns, ...second.textColumns])],
    categoricalColumns: [...new Set([...first.categoricalColumns, ...second.categoricalColumns])],
    numericColumns: [...numeric.values()],
  };
}

async function* tasksOf(input: InputFile, parts: PredictorParts, idColumn: string, { tables }: Pick<Services, 'tables'>): AsyncGenerator<RowTask> {
  const hasId = findColumn(input.columns, idColumn) !== undefined;
  const model = requestedColumns({ parts, idColumn }, input);
  // Without ids the first text stands where they would: it is read anyway.
  const columns = hasId ? model : [model[1] as (typeof model)[number], ...model.slice(1)];
  for await (const task of cutTasks(scanInFolders(tables, input.input, columns, 0, input.rowCount), { model: columns, kept: [] }, 1))
    yield hasId ? task : { ...task, ids: task.ids.map(() => null) };
}

function addRows(answers: AnswerTally, { ids, rows }: RowTask, a: PredictRowsOutput, b: PredictRowsOutput, { spec }: PredictorParts): void {
  rows.forEach((row, i) => {
    const texts = textsOf(row, spec.textColumns);
    const first = { code: a.code[i] ?? null, score: a.score[i] ?? null };
    const second = { code: b.code[i] ?? null, score: b.score[i] ?? null };
    // Keys of rows that did not move would be made for nothing.
    const group = first.code === second.code ? '' : groupKey(texts);
    answers.add({ id: ids[i] ?? null, text: texts.filter((text) => text !== '').join(' | '), group, first, second });
  });
}

function textsOf(row: PredictRow, columns: readonly string[]): readonly string[] {
  return typeof row === 'string' ? [row] : columns.map((column) => (typeof row[column] === 'string' ? row[column] : ''));
}

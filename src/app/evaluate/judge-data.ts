import type { Prepared } from '../../artifacts/prepared.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { Design } from '../../evaluation/design.js';
import { evaluate, nameExamples, type SuiteFigures } from '../../evaluation/evaluate.js';
import type { JudgedRows } from '../../evaluation/judged-rows.js';
import { pickRows } from '../../evaluation/rows-to-judge.js';
import { addDoubts, type DoubtCounts } from '../../model/doubt-counts.js';
import type { PredictorParts } from '../../model/predictor.js';
import { type RowColumns, rowTasks } from '../../model/prepared-rows.js';
import { exampleIds, type IdReader } from '../../stages/evaluate/example-ids.js';
import { intervalsByWorkers } from '../../stages/evaluate/intervals-by-workers.js';
import type { JudgeRowsInput } from '../../tasks/score/judge-rows.js';
import type { CodeTree } from '../../text/code-tree.js';
import type { Services } from '../open-services.js';

/** What the data was judged to be, and what the model said row by row. */
export interface JudgedData {
  readonly evaluation: SuiteFigures;
  /** Codes of the model and of the rows, in bytewise order: classes of `judged` are indexes into it. */
  readonly codes: readonly string[];
  readonly judged: JudgedRows;
  readonly doubts: DoubtCounts;
}

/** A model, the prepared rows that it is judged on, and the seed of the intervals' resampling. */
export interface JudgeRequest {
  readonly suite: string;
  /** In shared memory: see `shareParts`. */
  readonly parts: PredictorParts;
  readonly prepared: Prepared;
  /** Rows to judge, ascending. */
  readonly rows: Uint32Array;
  /** What the columns of the data are called in the model. */
  readonly columns: RowColumns;
  readonly seed: number;
  readonly codebook: CodeTree | null;
  /** Places among the rows of those that are not marked seen; null when no row is. */
  readonly unseen: readonly number[] | null;
  readonly design: Design;
}

/** Nothing is known of how rows of other data were drawn. */
export const OTHER_DATA = { kind: 'none', reason: 'these are rows of other data, each counted once' } as const;

/** Judges a model on prepared rows: every figure with its interval, as `evaluate` does it in a run. */
export async function judgeData(
  request: JudgeRequest,
  { tasks, training }: Pick<Services, 'tasks' | 'training'>,
  reader: IdReader,
  signal: AbortSignal,
): Promise<JudgedData> {
  const { suite, parts, prepared, rows, seed, codebook, unseen, design } = request;
  const { model } = parts;
  const chosen = pickRows(prepared, rows, model);
  const codes = [...new Set([...model.codes, ...prepared.codes])].sort(compareUtf8);
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const classOf = Int32Array.from(model.codes, (code) => indexOf.get(code) as number);
  const outputs = await tasks.map('judge-rows', judgeInputs(request, chosen.modelLabel), { signal });
  const { length } = rows;
  const judged: JudgedRows = {
    classCount: codes.length,
    label: Int32Array.from(chosen.label, (code) => indexOf.get(prepared.codes[code] as string) as number),
    predicted: join(
      outputs.map(({ predicted }) => predicted),
      new Int32Array(length),
    ).map((index) => classOf[index] as number),
    group: chosen.group,
    weight: chosen.weight,
    score: join(
      outputs.map(({ score }) => score),
      new Float64Array(length),
    ),
    rank: join(
      outputs.map(({ rank }) => rank),
      new Int32Array(length),
    ),
    loss: join(
      outputs.map(({ loss }) => loss),
      new Float64Array(length),
    ),
    squares: join(
      outputs.map(({ squares }) => squares),
      new Float64Array(length),
    ),
  };
  const intervalsOf = intervalsByWorkers(training.tasks, signal);
  const figures = await evaluate(judged, { suite, codes, seed, unseen, codebook, design }, intervalsOf);
  const evaluation = nameExamples(figures, await exampleIds(figures, rows, prepared, reader));
  return { evaluation, codes, judged, doubts: addDoubts(outputs.map(({ doubts }) => doubts)) };
}

/** Pieces one after the other, in an array of the length of all. */
function join<T extends Int32Array | Float64Array>(pieces: readonly T[], whole: T): T {
  let next = 0;
  for (const piece of pieces) {
    whole.set(piece, next);
    next += piece.length;
  }
  return whole;
}

function* judgeInputs({ parts, prepared, rows, columns }: JudgeRequest, labels: Int32Array): Generator<JudgeRowsInput> {
  let next = 0;
  for (const batch of rowTasks(rows, prepared, columns)) {
    yield { parts, rows: batch, labels: [...labels.subarray(next, next + batch.length)] };
    next += batch.length;
  }
}

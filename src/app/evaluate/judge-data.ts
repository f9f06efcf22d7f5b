import type { Prepared } from '../../artifacts/prepared.js';
import { compareUtf8 } from '../../core/utf8-order.js';
import type { TaskEngine } from '../../engine/task-engine.js';
import { evaluate, type SuiteFigures } from '../../evaluation/evaluate.js';
import type { JudgedRows } from '../../evaluation/judged-rows.js';
import { pickRows } from '../../evaluation/rows-to-judge.js';
import type { PredictorParts } from '../../model/predictor.js';
import { type RowColumns, rowsByShard } from '../../model/prepared-rows.js';
import { shareParts } from '../../model/share-parts.js';
import type { JudgeRowsInput } from '../../tasks/score/judge-rows.js';
import type { Tasks } from '../../tasks/task-table.js';

/** What the data was judged to be, and what the model said row by row. */
export interface JudgedData {
  readonly evaluation: SuiteFigures;
  /** Codes of the model and of the rows, in bytewise order: classes of `judged` are indexes into it. */
  readonly codes: readonly string[];
  readonly judged: JudgedRows;
}

/** A model, the prepared rows that it is judged on, and the seed of the intervals' resampling. */
export interface JudgeRequest {
  readonly suite: string;
  readonly parts: PredictorParts;
  readonly prepared: Prepared;
  /** Rows to judge, ascending. */
  readonly rows: Uint32Array;
  /** What the columns of the data are called in the model. */
  readonly columns: RowColumns;
  readonly seed: number;
}

/** Judges a model on prepared rows: every figure with its interval, as `evaluate` does it in a run. */
export async function judgeData(request: JudgeRequest, tasks: TaskEngine<Tasks>, signal: AbortSignal): Promise<JudgedData> {
  const { suite, parts, prepared, rows, seed } = request;
  const { model } = parts;
  const chosen = pickRows(prepared, rows, model);
  const codes = [...new Set([...model.codes, ...prepared.codes])].sort(compareUtf8);
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const classOf = Int32Array.from(model.codes, (code) => indexOf.get(code) as number);
  const outputs = await tasks.map('judge-rows', judgeInputs(request, chosen.modelLabel), { signal });
  const judged: JudgedRows = {
    classCount: codes.length,
    label: Int32Array.from(chosen.label, (code) => indexOf.get(prepared.codes[code] as string) as number),
    predicted: Int32Array.from(
      outputs.flatMap(({ predicted }) => predicted),
      (index) => classOf[index] as number,
    ),
    group: chosen.group,
    weight: chosen.weight,
    score: Float64Array.from(outputs.flatMap(({ score }) => score)),
    rank: Int32Array.from(outputs.flatMap(({ rank }) => rank)),
    loss: Float64Array.from(outputs.flatMap(({ loss }) => loss)),
  };
  const evaluation = evaluate(judged, { suite, codes, seed, unseen: null });
  return { evaluation, codes, judged };
}

function* judgeInputs({ parts, prepared, rows, columns }: JudgeRequest, labels: Int32Array): Generator<JudgeRowsInput> {
  const shared = shareParts(parts);
  let next = 0;
  for (const batch of rowsByShard(rows, prepared, columns)) {
    yield { parts: shared, rows: batch, labels: [...labels.subarray(next, next + batch.length)] };
    next += batch.length;
  }
}

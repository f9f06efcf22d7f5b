import { mapInOrder } from '../../core/map-in-order.js';
import { AnswerTally } from '../../evaluation/consistency/answer-tally.js';
import { GroupTally } from '../../evaluation/consistency/group-tally.js';
import { ScoreTally } from '../../evaluation/consistency/score-tally.js';
import type { VocabularyTallies } from '../../evaluation/consistency/vocabulary-drift.js';
import { VocabularyTally } from '../../evaluation/consistency/vocabulary-tally.js';
import { addDoubts, type DoubtCounts } from '../../model/doubt-counts.js';
import type { PredictorParts } from '../../model/predictor.js';
import { wordUnit } from '../../model/row-words.js';
import type { FindWordsOutput } from '../../tasks/score/find-words.js';
import type { PredictRowsOutput } from '../../tasks/score/predict-rows.js';
import { groupKey } from '../../text/group-key.js';
import type { Services } from '../open-services.js';
import type { RowTask } from '../predict/row-batches.js';
import { type FilesToCode, openRowsToCode, textsOf } from '../predict/rows-to-code.js';
import { joinTexts, wordsOfRow } from './tally-words.js';

/** Two models in shared memory, and the files whose rows both code. */
export interface TwoModelsOnFiles extends Omit<FilesToCode, 'parts'> {
  readonly first: PredictorParts;
  readonly second: PredictorParts;
  readonly workerCount: number;
  readonly signal: AbortSignal;
}

/** What both said, added up. */
export interface CodedTwiceRows {
  readonly answers: AnswerTally;
  readonly scores: { readonly first: ScoreTally; readonly second: ScoreTally };
  readonly doubts: { readonly first: DoubtCounts; readonly second: DoubtCounts };
  readonly vocabulary: Omit<VocabularyTallies, 'testRows'>;
}

/** What workers found of some rows. */
interface FoundTwice {
  readonly task: RowTask;
  readonly outputs: readonly PredictRowsOutput[];
  readonly words: readonly FindWordsOutput[];
}

/** Codes every row of some files with both models, one file after another, and keeps of the rows only what is added up. Failures: those of `checkInputs`. */
export async function codeTwice(request: TwoModelsOnFiles, services: Pick<Services, 'tables' | 'tasks' | 'store'>): Promise<CodedTwiceRows> {
  const { first, second, signal, emit, workerCount } = request;
  const parts = { ...second, spec: joinedSpec(first, second) };
  const rows = await openRowsToCode({ ...request, parts }, { ...services, signal });
  const answers = new AnswerTally();
  const scores = { first: new ScoreTally(), second: new ScoreTally() };
  let doubts = { first: addDoubts([]), second: addDoubts([]) };
  const units = [wordUnit(first.spec), wordUnit(second.spec)] as const;
  const vocabulary = { units, first: new VocabularyTally(), second: new VocabularyTally(), gaps: new GroupTally() };
  const code = async (task: RowTask): Promise<FoundTwice> => {
    signal.throwIfAborted();
    const inputs = [first, second].map((model) => ({ parts: model, rows: task.rows, k: 1 }));
    const outputs = await services.tasks.map('predict-rows', inputs, { signal });
    return { task, outputs, words: await services.tasks.map('find-words', inputs, { signal }) };
  };
  for await (const { task, outputs, words } of mapInOrder(rows.tasks(), workerCount, code)) {
    const [a, b] = outputs;
    if (a === undefined || b === undefined) throw new Error('a worker gave nothing for some rows');
    addRows(answers, task, a, b, parts);
    addWords(vocabulary, task, words, parts);
    for (const score of a.score) scores.first.add(score);
    for (const score of b.score) scores.second.add(score);
    doubts = { first: addDoubts([doubts.first, a.doubts]), second: addDoubts([doubts.second, b.doubts]) };
    emit({ type: 'progress', stage: 'compare', unit: 'rows', done: answers.rowCount, total: rows.rowCount });
  }
  return { answers, scores, doubts, vocabulary };
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

function addRows(answers: AnswerTally, { ids, rows }: RowTask, a: PredictRowsOutput, b: PredictRowsOutput, { spec }: PredictorParts): void {
  rows.forEach((row, i) => {
    const texts = textsOf(row, spec.textColumns);
    const first = { code: a.code[i] ?? null, score: a.score[i] ?? null };
    const second = { code: b.code[i] ?? null, score: b.score[i] ?? null };
    // Keys of rows that did not move would be made for nothing.
    const group = first.code === second.code ? '' : groupKey(texts);
    answers.add({ id: ids[i] ?? null, text: joinTexts(texts), group, first, second });
  });
}

/** Rows that both models can code: those that one cannot would be on one side only. */
function addWords(
  { first, second, gaps }: CodedTwiceRows['vocabulary'],
  { ids, rows }: RowTask,
  [a, b]: readonly FindWordsOutput[],
  { spec }: PredictorParts,
): void {
  rows.forEach((row, i) => {
    const [before, after] = [a?.[i] ?? null, b?.[i] ?? null];
    if (before === null || after === null) return;
    const described = wordsOfRow(ids[i] ?? null, textsOf(row, spec.textColumns));
    const gap = -first.add(before, described) + second.add(after, described);
    // The others add nothing to the squares.
    if (gap !== 0) gaps.add(gap, described.group);
  });
}

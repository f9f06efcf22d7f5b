import type { FigureIntervals } from '../evaluation/intervals/intervals.js';
import type { IntervalsRequest } from '../evaluation/intervals/intervals-request.js';
import type { BuildHeldOutInput } from './features/build-held-out.js';
import type { BuildMatrixInput, BuildMatrixOutput } from './features/build-matrix.js';
import type { CountNgramsInput, CountNgramsOutput } from './features/count-ngrams.js';
import type { CountDocumentsInput, CountDocumentsOutput } from './features/documents/count-documents.js';
import type { MergeDocumentsInput } from './features/documents/merge-documents.js';
import type { MergedDocuments } from './features/documents/merged-documents.js';
import type { KindTaskInput } from './kind/kind-task.js';
import type { PrepareShardInput, PrepareShardOutput } from './prepare/prepare-shard.js';
import type { MergeRowsInput } from './rows/merge-rows.js';
import type { SortRowsInput } from './rows/sort-rows.js';
import type { FindWordsInput, FindWordsOutput } from './score/find-words.js';
import type { JudgeRowsInput, JudgeRowsOutput } from './score/judge-rows.js';
import type { MeasureCodingInput, MeasureCodingOutput } from './score/measure-coding.js';
import type { MeasureMemoryInput, MeasureMemoryOutput } from './score/measure-memory.js';
import type { PredictRowsInput, PredictRowsOutput } from './score/predict-rows.js';
import type { ScoreRowsInput } from './score/score-rows.js';
import type { ServeRowsInput, ServeRowsOutput } from './score/serve-rows.js';
import type { SynthBlocksInput, SynthBlocksOutput } from './synth-coicop/synth-coicop-blocks.js';

/**
 * Every task that runs inside a worker: name → input and output. A task is the default-exported function of a
 * file of the same name in the folder of its feature; `loadTask` knows where.
 */
export interface Tasks {
  echo: { input: number; output: number };
  'prepare-shard': { input: readonly PrepareShardInput[]; output: readonly PrepareShardOutput[] };
  'count-ngrams': { input: readonly CountNgramsInput[]; output: readonly CountNgramsOutput[] };
  'count-documents': { input: CountDocumentsInput; output: CountDocumentsOutput };
  'merge-documents': { input: MergeDocumentsInput; output: MergedDocuments };
  'build-matrix': { input: readonly BuildMatrixInput[]; output: readonly BuildMatrixOutput[] };
  'build-held-out': { input: BuildHeldOutInput; output: BuildMatrixOutput };
  'predict-rows': { input: PredictRowsInput; output: PredictRowsOutput };
  'find-words': { input: FindWordsInput; output: FindWordsOutput };
  'judge-rows': { input: JudgeRowsInput; output: JudgeRowsOutput };
  'figure-intervals': { input: IntervalsRequest; output: FigureIntervals };
  'measure-coding': { input: MeasureCodingInput; output: MeasureCodingOutput };
  'measure-memory': { input: MeasureMemoryInput; output: MeasureMemoryOutput };
  'synth-coicop-blocks': { input: SynthBlocksInput; output: SynthBlocksOutput };
  'give-back': { input: null; output: null };
  'kind-task': { input: KindTaskInput; output: unknown };
  'score-rows': { input: ScoreRowsInput; output: null };
  'serve-rows': { input: ServeRowsInput; output: ServeRowsOutput };
  'sort-rows': { input: SortRowsInput; output: null };
  'merge-rows': { input: MergeRowsInput; output: null };
}

import type { FeatureMatrix } from '../artifacts/features.js';
import type { Fit } from '../artifacts/fit.js';
import { sharedFloat32 } from '../core/shared-arrays.js';
import { kindNamed } from '../estimators/kinds.js';
import type { FittedModel } from '../estimators/model-format.js';
import type { Predictions } from '../evaluation/judged-rows.js';
import { createAnswers, type ScoreAnswers } from '../ml/answers.js';
import type { SharedRows } from '../ml/labelled-rows.js';
import type { ScoreRowsInput } from '../tasks/score/score-rows.js';
import type { TrainingMemory } from './training-memory.js';

/** What is kept of the scores. */
export interface ScoreOptions {
  /** Best codes to keep a row, at least 1; at most the model's codes are kept. */
  readonly topCount: number;
  /** Temperatures at which ln Σ exp(score / temperature) is wanted; may be empty. */
  readonly temperatures: readonly number[];
  /** Temperature at which `ScoreSums` are wanted; not wanted unless said. */
  readonly sumTemperature?: number;
}

/** A fitted model, and what tells it from others. */
export type ScoredFit = Pick<Fit, 'model' | 'modelDigest'>;

/** Rows that a worker scores at a time, at most. */
const TASK_ROWS = 4096;

/**
 * Scores rows of a matrix with a model, on all workers. `labels` has one entry a row of `rows`: the index of its code
 * among the model's codes, or -1 when the model does not know it. The same bits for any number of workers.
 */
export async function scoreRows(
  memory: TrainingMemory,
  fit: ScoredFit,
  matrix: FeatureMatrix,
  rows: Uint32Array,
  labels: Int32Array,
  options: ScoreOptions,
): Promise<Predictions> {
  const { shards, firstRow } = memory.openMatrix(matrix);
  const labelled: SharedRows = { shards, firstRow, row: rows, label: labels, weight: sharedFloat32(rows.length).fill(1) };
  const topCount = Math.min(options.topCount, fit.model.codes.length);
  const answers = createAnswers(rows.length, topCount, options.temperatures, options.sumTemperature);
  await answerRows(memory, fit, labelled, answers);
  return { kind: 'predictions', rows, ...answers };
}

/** The same where rows are open and room for the answers is there. */
export async function answerRows(
  { tasks }: TrainingMemory,
  { model, modelDigest }: ScoredFit,
  rows: SharedRows,
  answers: ScoreAnswers,
): Promise<void> {
  const shared = shareModel(model);
  const rowCount = rows.row.length;
  const size = Math.max(1, Math.min(TASK_ROWS, Math.ceil(rowCount / tasks.workerCount)));
  const inputs = Array.from({ length: Math.ceil(rowCount / size) }, (_, task): ScoreRowsInput => {
    return { modelDigest, model: shared, rows, first: task * size, last: Math.min((task + 1) * size, rowCount), answers };
  });
  await tasks.map('score-rows', inputs);
}

const sharedModels = new WeakMap<FittedModel, FittedModel>();

/** One copy for all workers; of a model that was not loaded into one it is made the first time. */
function shareModel(model: FittedModel): FittedModel {
  const shared = sharedModels.get(model) ?? kindNamed(model.kind, 'model to score with').format.share?.(model) ?? model;
  sharedModels.set(model, shared);
  return shared;
}

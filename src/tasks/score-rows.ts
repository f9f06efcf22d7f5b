import type { Predictions } from '../artifacts/evaluation.js';
import type { FeatureMatrix } from '../artifacts/features.js';
import type { LinearModel } from '../artifacts/fit.js';
import { sharedFloat32, sharedFloat64, sharedInt32 } from '../core/shared-arrays.js';
import type { TaskEngine } from '../engine/task-engine.js';
import { createMemory, linearLayout, linearMemoryBytes } from '../kernels/linear-kernel.js';
import type { LinearShape } from '../kernels/linear-layout.js';
import { abortTeam, CONTROL_WORDS } from '../ml/barrier.js';
import { largestBatch } from '../ml/labelled-rows.js';
import type { TeamShare } from '../ml/linear-team.js';
import { openMatrix } from './open-matrix.js';
import type { SharedRows } from './stored-rows.js';
import type { Tasks } from './task-table.js';

export interface ScoreOptions {
  /** Best codes to keep a row, at least 1; at most the model's codes are kept. */
  readonly topCount: number;
  /** Temperatures at which ln Σ exp(score / temperature) is wanted; may be empty. */
  readonly temperatures: readonly number[];
  /** Shared memory that kernels and feature blocks may take. */
  readonly kernelBytes: number;
}

/**
 * Scores rows of a matrix with a linear model, on all workers. `labels` has one entry a row of `rows`: the index of its code
 * in `model.codes`, or -1 when the model does not know it. The same bits for any number of workers.
 */
export async function scoreRows(
  tasks: TaskEngine<Tasks>,
  model: LinearModel,
  matrix: FeatureMatrix,
  rows: Uint32Array,
  labels: Int32Array,
  options: ScoreOptions,
): Promise<Predictions> {
  const { shards, firstRow } = openMatrix(matrix, options.kernelBytes);
  const labelled: SharedRows = { shards, firstRow, row: rows, label: labels, weight: sharedFloat32(rows.length).fill(1) };
  const topCount = Math.min(options.topCount, model.codes.length);
  const answers = {
    top: sharedInt32(rows.length * topCount),
    topScores: sharedFloat32(rows.length * topCount),
    logSumExp: sharedFloat64(rows.length * options.temperatures.length),
    trueScore: sharedFloat32(rows.length),
  };
  const share = shareModel(model, largestBatch(labelled), tasks.workerCount);
  const inputs = Array.from({ length: tasks.workerCount }, (_, worker) => {
    return { share, worker, rows: labelled, topCount, temperatures: options.temperatures, ...answers };
  });
  await tasks.gang('score-linear', inputs, () => abortTeam(share.control));
  return { kind: 'predictions', rows, topCount, temperatures: options.temperatures, ...answers };
}

const memories = new WeakMap<LinearModel, { shape: LinearShape; memory: WebAssembly.Memory }>();

/** The weights in a memory that all workers share; kept as long as the model, since a model is scored more than once. */
function shareModel(model: LinearModel, batchEntries: number, workerCount: number): TeamShare {
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  const known = memories.get(model);
  if (known !== undefined && known.shape.batchEntries >= batchEntries) return { ...known, control, workerCount, reused: true };
  const shape = { featureCount: model.featureCount, classCount: model.codes.length, batchEntries, gradientRows: 0, probabilityDocuments: 0 };
  const memory = createMemory(linearMemoryBytes(shape));
  const layout = linearLayout(shape);
  new Float32Array(memory.buffer, layout.weights, model.weights.length).set(model.weights);
  new Float32Array(memory.buffer, layout.intercept, model.intercept.length).set(model.intercept);
  memories.set(model, { shape, memory });
  return { shape, memory, control, workerCount, reused: true };
}

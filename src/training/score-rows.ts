import type { FeatureMatrix } from '../artifacts/features.js';
import type { LinearModel } from '../artifacts/fit.js';
import { sharedFloat32, sharedFloat64, sharedInt32 } from '../core/shared-arrays.js';
import type { TaskEngine } from '../engine/task-engine.js';
import type { Predictions } from '../evaluation/judged-rows.js';
import { type FitShape, placeModel, sliceLinear } from '../kernels/linear-slices.js';
import { abortTeam, createControl } from '../ml/barrier.js';
import { largestBatch } from '../ml/labelled-rows.js';
import type { TeamShare } from '../ml/linear-team.js';
import type { SharedRows } from '../tasks/rows/stored-rows.js';
import type { Tasks } from '../tasks/task-table.js';
import { type KernelLane, lanesOf } from './kernel-lanes.js';
import { openMatrix } from './open-matrix.js';

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
  const share = shareModel(tasks, model, largestBatch(labelled));
  const inputs = Array.from({ length: tasks.workerCount }, (_, worker) => {
    return { share, worker, rows: labelled, topCount, temperatures: options.temperatures, ...answers };
  });
  await tasks.gang('score-linear', inputs, () => abortTeam(share.control));
  return { kind: 'predictions', rows, topCount, temperatures: options.temperatures, ...answers };
}

/** A model whose weights lie in a lane's memory, and where. */
class LaneModel {
  constructor(
    readonly model: LinearModel,
    readonly shape: FitShape,
    readonly memories: readonly WebAssembly.Memory[],
  ) {}
}

/** The weights in a memory that all workers share; left there for the next rows, as long as no fit needs the memory. */
function shareModel(tasks: TaskEngine<Tasks>, model: LinearModel, batchEntries: number): TeamShare {
  const [lane] = lanesOf(tasks, 1) as [KernelLane];
  const control = createControl(tasks.workerCount);
  const { owner } = lane;
  const known =
    owner instanceof LaneModel && owner.model === model && owner.shape.batchEntries >= batchEntries ? owner : placeIn(lane, model, batchEntries);
  return { shape: known.shape, memories: known.memories, control, workerCount: tasks.workerCount, reused: true };
}

function placeIn(lane: KernelLane, model: LinearModel, batchEntries: number): LaneModel {
  const shape = { featureCount: model.featureCount, classCount: model.codes.length, batchEntries, gradientRows: 0, probabilityDocuments: 0 };
  const sliced = sliceLinear(shape);
  const { memories } = lane.reserve(sliced, undefined);
  placeModel(sliced, memories, model);
  const placed = new LaneModel(model, shape, memories);
  lane.owner = placed;
  return placed;
}

import { fail } from '../core/failure.js';
import { sharedInt32 } from '../core/shared-arrays.js';
import { formatSize } from '../core/size.js';
import type { TaskEngine } from '../engine/task-engine.js';
import { MAX_MEMORY_BYTES } from '../kernels/linear-kernel.js';
import { BATCH_DOCUMENTS, strideOf } from '../kernels/linear-layout.js';
import { type FitShape, linearMemoryBytes, sliceLinear, viewWeights } from '../kernels/linear-slices.js';
import { abortTeam, createControl } from '../ml/barrier.js';
import type { PassRecord } from '../ml/fit-record.js';
import { largestBatch } from '../ml/labelled-rows.js';
import type { LinearFitResult } from '../ml/linear-fit.js';
import { PassBoard } from '../ml/pass-board.js';
import type { SharedFit } from './fit-linear.js';
import { type KernelLane, lanesOf } from './kernel-lanes.js';
import type { Tasks } from './task-table.js';

/** One fit to be made. */
export interface FitJob {
  readonly featureCount: number;
  readonly classCount: number;
  readonly fit: Omit<SharedFit, 'board' | 'validationClass'>;
}

export interface FinishedFit extends LinearFitResult {
  readonly allocatedBytes: number;
  /** With `keep` views of the weights (featureCount × stride, slice after slice) and the intercept (stride), overwritten by the next fit of the same lane; else empty. */
  readonly weights: readonly Float32Array[];
  readonly intercept: Float32Array;
}

export interface FitOptions {
  /** Shared memory that all fits at work may take together. */
  readonly kernelBytes: number;
  /** As in `FitShape`. */
  readonly sliceBytes?: number;
  /** As in `laneCountOf`. */
  readonly laneBytes?: number;
  readonly signal: AbortSignal;
  readonly onPass: (job: number, record: PassRecord) => void;
  /** Called as each fit ends, in no fixed order; what it returns is awaited. */
  readonly onDone: (job: number, fit: FinishedFit) => Promise<void>;
}

const WATCH_MS = 250;

/** f64 rows of the gradient that a certificate holds at once take at most this share of the memory. */
const GRADIENT_SHARE = 0.25;
const PROBABILITY_SHARE = 0.25;

/**
 * Memory of a fit up to which every worker makes one of its own. Fits of 70 to 100 MB side by side on two cores take 0.7 to 0.9 of
 * the time of one after the other by both: nobody waits for the other core.
 */
const LANE_BYTES = 256 * 2 ** 20;

/** Workers that share a larger fit: a batch has 64 documents, in chunks of 4, and every worker more waits for all others twice. */
const TEAM_WORKERS = 4;

/** Fits that are made side by side, as far as the memory goes: one a worker while they are at most so large, otherwise one a team. */
export function laneCountOf(fitBytes: number, workerCount: number, kernelBytes: number, laneBytes = LANE_BYTES): number {
  const wanted = fitBytes <= laneBytes ? workerCount : Math.ceil(workerCount / TEAM_WORKERS);
  return Math.max(1, Math.min(wanted, Math.floor(kernelBytes / fitBytes)));
}

/**
 * Makes all fits: as many at once as `laneCountOf` says while there are enough of them, the last ones with all workers
 * together. Which plan a fit falls under never changes a bit of it. `resources.memory` when not even one fits.
 */
export async function fitJobs(tasks: TaskEngine<Tasks>, jobs: readonly FitJob[], options: FitOptions): Promise<void> {
  const shapes = jobs.map((job) => shapeOf(job, options));
  const largest = shapes.reduce((most, shape) => Math.max(most, linearMemoryBytes(shape)), 0);
  const laneCount = laneCountOf(largest, tasks.workerCount, options.kernelBytes, options.laneBytes);
  const teamSize = Math.floor(tasks.workerCount / laneCount);
  const together = laneCount > 1 ? jobs.length - (jobs.length % laneCount) : 0;
  let next = 0;
  const lane = async (memory: KernelLane): Promise<void> => {
    while (next < together) {
      const job = next++;
      await fitOne(tasks, jobs[job] as FitJob, job, shapes[job] as FitShape, memory, teamSize, options);
    }
  };
  const lanes = lanesOf(tasks, laneCount);
  await settleAll(lanes.slice(0, Math.min(laneCount, together)).map(lane), () => {
    next = together;
  });
  for (let job = together; job < jobs.length; job++) {
    await fitOne(tasks, jobs[job] as FitJob, job, shapes[job] as FitShape, lanes[0] as KernelLane, tasks.workerCount, options);
  }
}

/** Waits for all, so that nothing works on behind a failure; the first failure stops the others from starting more. */
async function settleAll(promises: readonly Promise<void>[], onFailure: () => void): Promise<void> {
  const guarded = promises.map((promise) =>
    promise.catch((error: unknown) => {
      onFailure();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(guarded)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function fitOne(
  tasks: TaskEngine<Tasks>,
  job: FitJob,
  index: number,
  shape: FitShape,
  lane: KernelLane,
  workerCount: number,
  options: FitOptions,
): Promise<void> {
  const sliced = sliceLinear(shape);
  const { memories, reused } = lane.reserve(sliced, job);
  const control = createControl(workerCount);
  const board = PassBoard.create(job.fit.settings.maxPasses);
  const fit = { ...job.fit, board, validationClass: sharedInt32(job.fit.validation?.row.length ?? 0) };
  const share = { shape, memories, control, workerCount, reused };
  const inputs = Array.from({ length: workerCount }, (_, worker) => ({ share, worker, fit }));
  let shown = 0;
  const show = (): void => {
    const records = new PassBoard(board).read(shown);
    for (const record of records) options.onPass(index, record);
    shown += records.length;
  };
  const watch = setInterval(show, WATCH_MS);
  const results = await tasks.gang('fit-linear', inputs, () => abortTeam(control), { signal: options.signal }).finally(() => clearInterval(watch));
  show();
  const { keep } = job.fit;
  const { intercept, stride } = sliced.layout;
  await options.onDone(index, {
    ...(results[0] as LinearFitResult),
    allocatedBytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    weights: keep ? viewWeights(sliced, memories) : [],
    intercept: new Float32Array((memories[0] as WebAssembly.Memory).buffer, intercept, keep ? stride : 0),
  });
}

/** What a fit's memory must hold; how much of the gradient and of the probabilities is kept changes no bit of the result. */
function shapeOf({ featureCount, classCount, fit }: FitJob, { kernelBytes, sliceBytes = MAX_MEMORY_BYTES }: FitOptions): FitShape {
  const stride = strideOf(classCount);
  const rowCount = fit.rows.row.length;
  const exact = fit.settings.mode === 'exact';
  const batchEntries = Math.max(largestBatch(fit.rows), fit.validation === null ? 0 : largestBatch(fit.validation));
  const gradientRows = fit.certify ? Math.max(1, Math.min(featureCount, Math.floor((GRADIENT_SHARE * kernelBytes) / (8 * stride)))) : 0;
  const keeps = 4 * stride * rowCount <= PROBABILITY_SHARE * Math.min(kernelBytes, sliceBytes);
  const probabilityDocuments = exact ? (keeps ? Math.ceil(rowCount / BATCH_DOCUMENTS) * BATCH_DOCUMENTS : BATCH_DOCUMENTS) : 0;
  const shape = { featureCount, classCount, batchEntries, gradientRows, probabilityDocuments, rank: fit.settings.rank ?? 0, sliceBytes };
  const byteCount = linearMemoryBytes(shape);
  if (byteCount > kernelBytes) throw tooLarge(shape, byteCount, kernelBytes);
  return shape;
}

function tooLarge(shape: FitShape, byteCount: number, limit: number): Error {
  return fail('resources.memory', {
    what: 'a fit does not fit in the memory',
    where: 'resources.memory (--memory)',
    got: `${formatSize(byteCount)} for ${shape.featureCount} features × ${shape.classCount} codes, where ${formatSize(limit)} may be used`,
    wanted: 'a fit that is held in memory',
    hint: 'give more --memory, or lower features.maxFeatures or raise features.minDocumentFrequency',
  });
}

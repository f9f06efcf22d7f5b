import { sharedInt32 } from '../../core/shared-arrays.js';
import { type FitShape, type SlicedLayout, sliceLinear, viewWeights } from '../../kernels/linear-slices.js';
import { abortTeam, createControl, pauseTeam } from '../../ml/barrier.js';
import type { FitStatus, PassRecord } from '../../ml/fit-record.js';
import type { FitSoFar, LinearFitResult } from '../../ml/linear-fit.js';
import { PassBoard } from '../../ml/pass-board.js';
import type { FitToken, Workers } from '../estimator.js';
import type { SharedFit } from './fit-member.js';
import { holdFit, type KernelLane } from './kernel-lanes.js';

/** One fit to be made. */
export interface FitJob {
  readonly featureCount: number;
  readonly classCount: number;
  readonly fit: Omit<SharedFit, 'board' | 'validationClass' | 'soFar'>;
  /** Under what to hold it when it has ended, if there is memory; not when its weights are wanted, and never an exact fit. */
  readonly holdAs?: FitToken | undefined;
  /** One of fewer passes: where it is held, its passes are not made again. */
  readonly goOnFrom?: FitToken | undefined;
}

/** What came of a job. */
export interface FinishedFit extends LinearFitResult {
  readonly status: FitStatus;
  readonly allocatedBytes: number;
  /** With `keep` views of the weights (featureCount × stride, slice after slice) and the intercept (stride), overwritten by the next fit of the same lane; else empty. */
  readonly weights: readonly Float32Array[];
  readonly intercept: Float32Array;
}

/** What the jobs of one call share. */
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

/** Where in memory a fit is made. */
export interface FitPlace {
  readonly lane: KernelLane;
  /** What it goes on from, its numbers still there; null begins it. */
  readonly soFar: FitSoFar | null;
  /** Whether it may be held there afterwards. */
  readonly holds: boolean;
}

/** A job with a place in memory. */
interface PlacedFit extends FitPlace {
  readonly job: FitJob;
  /** Its place among the jobs. */
  readonly index: number;
  readonly shape: FitShape;
}

/** A fit by a team of workers, which may grow between two passes. */
export class RunningFit {
  readonly #sliced: SlicedLayout;
  #control: Int32Array | undefined;
  #workerCount: number;

  constructor(
    readonly workers: Workers,
    readonly placed: PlacedFit,
    readonly options: FitOptions,
    workerCount: number,
  ) {
    this.#sliced = sliceLinear(placed.shape);
    this.#workerCount = workerCount;
  }

  /** All workers take part from the next pass on; they must have nothing else to do. Only a fast fit heeds it. */
  widen(): void {
    if (this.#control === undefined || this.#workerCount === this.workers.workerCount) return;
    this.#workerCount = this.workers.workerCount;
    pauseTeam(this.#control);
  }

  async run(): Promise<void> {
    const { job, shape, lane, holds } = this.placed;
    const { keep, settings } = job.fit;
    const { memories, reused } = lane.reserve(this.#sliced, job);
    let { soFar } = this.placed;
    let seconds = 0;
    for (;;) {
      const result = await this.#runTeam(memories, reused, soFar);
      const { status } = result;
      seconds += result.seconds;
      soFar = result;
      if (status === 'paused') continue;
      if (holds && !keep && settings.mode === 'fast' && job.holdAs !== undefined) holdFit(job.holdAs, { lane, shape, soFar });
      return this.#finish({ ...result, status, seconds }, memories);
    }
  }

  /** Until the fit ends or pauses. */
  async #runTeam(memories: readonly WebAssembly.Memory[], reused: boolean, soFar: FitSoFar | null): Promise<LinearFitResult> {
    const { workers, options } = this;
    const { job, index, shape } = this.placed;
    const workerCount = this.#workerCount;
    const control = createControl(workerCount);
    this.#control = control;
    const board = PassBoard.create(job.fit.settings.maxPasses);
    const fit = { ...job.fit, board, validationClass: sharedInt32(job.fit.validation?.row.length ?? 0), soFar };
    const share = { shape, memories, control, workerCount, reused };
    const inputs = Array.from({ length: workerCount }, (_, worker) => ({ share, worker, fit }));
    let shown = 0;
    const show = (): void => {
      const records = new PassBoard(board).read(shown);
      for (const record of records) options.onPass(index, record);
      shown += records.length;
    };
    const watch = setInterval(show, WATCH_MS);
    const results = await workers.gang<LinearFitResult>('fit', inputs, () => abortTeam(control), options.signal).finally(() => clearInterval(watch));
    show();
    return results[0] as LinearFitResult;
  }

  async #finish(result: LinearFitResult & { readonly status: FitStatus }, memories: readonly WebAssembly.Memory[]): Promise<void> {
    const { job, index } = this.placed;
    const { keep } = job.fit;
    const { intercept, stride } = this.#sliced.layout;
    await this.options.onDone(index, {
      ...result,
      allocatedBytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
      weights: keep ? viewWeights(this.#sliced, memories) : [],
      intercept: new Float32Array((memories[0] as WebAssembly.Memory).buffer, intercept, keep ? stride : 0),
    });
  }
}

import { type FitShape, type SlicedLayout, sliceLinear, viewWeights } from '../../kernels/linear-slices.js';
import { copyAnswers } from '../../ml/answers.js';
import { abortTeam, createControl, pauseTeam } from '../../ml/barrier.js';
import type { FitOutcome, FitRequest } from '../../ml/fit.js';
import { PassBoard } from '../../ml/pass-board.js';
import { bestScores, openValidationScores, type ValidationScores } from '../../ml/solvers/judge-members.js';
import type { FitRun, TeamStatus } from '../../ml/solvers/linear-fit.js';
import { leavesFactors } from '../../ml/solvers/members.js';
import { openTallies } from '../../ml/solvers/pass-tally.js';
import type { FitServices } from '../estimator.js';
import type { FitMemberInput } from './fit-member.js';
import type { KernelLane, MemberMemory } from './kernel-lanes.js';
import { type Factors, LINEAR, type LinearFactors, type LinearParts, type WrittenLinear } from './linear-model.js';
import type { TeamSettings } from './settings.js';

/** What the fits of one call share. */
export interface LinearServices extends Omit<FitServices<WrittenLinear>, 'openRows'> {
  /** As in `FitShape`. */
  readonly sliceBytes?: number;
  /** As in `laneCountOf`. */
  readonly laneBytes?: number;
}

const WATCH_MS = 250;

/** Where in memory a fit is made. */
export interface FitPlace {
  readonly lane: KernelLane;
  /** What it goes on from, its numbers still there; null begins it. */
  readonly soFar: FitOutcome | null;
  /** The scores of that one's validation rows. */
  readonly scores: ValidationScores | null;
  /** Whether it may be held there afterwards. */
  readonly holds: boolean;
}

/** A fit with a place in memory. */
interface PlacedFit extends FitPlace {
  readonly request: FitRequest<TeamSettings>;
  /** Its place among the requests. */
  readonly index: number;
  /** One a member. */
  readonly shapes: readonly FitShape[];
}

/** A fit by a team of workers, which may grow between two passes. */
export class RunningFit {
  readonly #sliced: readonly SlicedLayout[];
  #control: Int32Array | undefined;
  #workerCount: number;

  constructor(
    readonly placed: PlacedFit,
    readonly services: LinearServices,
    workerCount: number,
  ) {
    this.#sliced = placed.shapes.map(sliceLinear);
    this.#workerCount = workerCount;
  }

  /** All workers take part from the next pass on; they must have nothing else to do. Only a fast fit heeds it. */
  widen(): void {
    const { workerCount } = this.services.workers;
    if (this.#control === undefined || this.#workerCount === workerCount) return;
    this.#workerCount = workerCount;
    pauseTeam(this.#control);
  }

  async run(): Promise<void> {
    const { request, index, shapes, lane, holds } = this.placed;
    const reserved = lane.reserve(this.#sliced, request);
    const scores = this.#openScores();
    let soFar: FitOutcome<TeamStatus> | null = this.placed.soFar;
    let seconds = 0;
    for (;;) {
      soFar = await this.#runTeam(reserved, { soFar, scores });
      const { status } = soFar;
      seconds += soFar.seconds;
      if (status === 'paused') continue;
      const outcome = { ...soFar, status, seconds };
      const isHeld = holds && !request.keep && request.settings.mode === 'fast';
      // Never an exact fit, which has no passes to go on from, nor one whose weights are finished, nor one that would not go on.
      if (isHeld && status === 'pass-limit' && request.holdAs !== undefined) lane.hold(request.holdAs, { shapes, soFar: outcome, scores });
      return this.services.onDone(index, outcome, request.keep ? this.#viewModel(reserved) : null, scores && bestScores(scores, outcome));
    }
  }

  /** Room for scores of its own, since they are given away: those of a fit that it goes on from are copied. */
  #openScores(): FitRun['scores'] {
    const { request, scores: earlier } = this.placed;
    const own = openValidationScores(request);
    if (own === null || earlier === null) return own;
    copyAnswers(earlier.before, own.before);
    copyAnswers(earlier.best, own.best);
    return own;
  }

  /** Until the fit ends or pauses. */
  async #runTeam(reserved: readonly MemberMemory[], progress: Pick<FitRun, 'soFar' | 'scores'>): Promise<FitOutcome<TeamStatus>> {
    const { workers, onPass, signal } = this.services;
    const { index, shapes } = this.placed;
    // Tokens mean something on this thread alone.
    const { holdAs: _, goOnFrom: __, ...request } = this.placed.request;
    const workerCount = this.#workerCount;
    const control = createControl(workerCount);
    this.#control = control;
    const board = PassBoard.create(request.settings.maxPasses);
    const tallies = shapes.map(() => openTallies(request));
    const run: FitRun = { board, tallies, ...progress };
    const shares = shapes.map((shape, m) => ({ shape, ...(reserved[m] as MemberMemory), control, workerCount }));
    const inputs = Array.from({ length: workerCount }, (_, worker): FitMemberInput => ({ shares, worker, request, run }));
    let shown = 0;
    const show = (): void => {
      const records = new PassBoard(board).read(shown);
      for (const record of records) onPass(index, record);
      shown += records.length;
    };
    const watch = setInterval(show, WATCH_MS);
    const outcomes = await workers.gang<FitOutcome<TeamStatus>>('fit', inputs, () => abortTeam(control), signal).finally(() => clearInterval(watch));
    show();
    return outcomes[0] as FitOutcome<TeamStatus>;
  }

  /** Views of the weights, or their factors, and of the intercept, overwritten by the next fit of the same lane. */
  #viewModel(reserved: readonly MemberMemory[]): LinearParts | LinearFactors {
    const { request } = this.placed;
    const { codes, featureCount } = request;
    const [sliced] = this.#sliced as readonly [SlicedLayout];
    const [{ memories }] = reserved as readonly [MemberMemory];
    const { stride } = sliced.layout;
    const intercept = new Float32Array((memories[0] as WebAssembly.Memory).buffer, sliced.layout.intercept, stride);
    const model = { kind: LINEAR, codes, featureCount, stride, intercept } as const;
    if (!leavesFactors({ ...request, classCount: codes.length })) return { ...model, weights: viewWeights(sliced, memories) };
    return { ...model, factors: this.#sliced.map((member, m) => viewFactors(member, (reserved[m] as MemberMemory).memories)) };
  }
}

/** A slice after slice, and B. */
function viewFactors({ layout, parts }: SlicedLayout, memories: readonly WebAssembly.Memory[]): Factors {
  const { rank, stride, factors } = layout;
  const left = parts.map(({ featureCount }, index) => {
    return new Float32Array((memories[index] as WebAssembly.Memory).buffer, factors.left, featureCount * rank);
  });
  return { rank, left, right: new Float32Array((memories[0] as WebAssembly.Memory).buffer, factors.right, rank * stride) };
}

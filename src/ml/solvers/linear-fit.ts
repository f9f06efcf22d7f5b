import { BATCH_DOCUMENTS } from '../../kernels/linear-layout.js';
import { answerDocuments } from '../answer-documents.js';
import { copyAnswers, type ScoreAnswers } from '../answers.js';
import { type CertifiedGap, solveAndCertify } from '../certificate.js';
import { countCodes, type SummaryMetrics, summarise } from '../code-counts.js';
import type { FitOutcome, FitRequest } from '../fit.js';
import type { Certificate, FitStatus, PassRecord, SolverSettings } from '../fit-record.js';
import type { LabelledRows } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';
import { PassBoard } from '../pass-board.js';
import { fitExact } from './exact-fit.js';
import { fitExactLasso } from './exact-lasso-fit.js';
import { FactorSteps } from './factor-steps.js';
import { fitFast } from './fast-fit.js';
import { type FastSteps, WeightSteps } from './fast-steps.js';

/** Fast passes that an exact fit starts with. */
const WARM_PASSES = 12;

/** The exact solver stops at this share of the wanted gap, since it sees only an estimate of the certified one. */
const GAP_RESERVE = 0.5;

/** What the members of a team share while they make a fit, beside its request; plain data over shared memory. */
export interface FitRun {
  /** Passes as they end, for the main thread to watch. */
  readonly board: Float64Array;
  /** Scores of the validation rows, written by whoever scored them: of the last pass, and of the best one. Null without such rows. */
  readonly scores: { readonly last: ScoreAnswers; readonly best: ScoreAnswers } | null;
  /** For a fast fit that was paused: how far it came; its numbers are still in memory. Null: it begins now. */
  readonly soFar: FitOutcome<TeamStatus> | null;
}

/** `paused`: asked to, a fast fit can go on from here; its weights are not finished. */
export type TeamStatus = FitStatus | 'paused';

type LinearRequest = FitRequest<SolverSettings, LabelledRows>;

/**
 * Whether a fit is certified: an exact one always, by its gap it knows when to end; a fast one when asked to. The objective of two
 * factors is not convex, so that nothing bounds it; with blankout, label smoothing or logit adjustment another objective
 * is fitted than the one that a certificate is about.
 */
export function isCertified({ settings, certify }: Pick<FitRequest<SolverSettings, unknown>, 'settings' | 'certify'>): boolean {
  return settings.mode === 'exact' || (certify && settings.rank === null && !hasOtherObjective(settings));
}

function hasOtherObjective({ blankout = 0, labelSmoothing = 0, logitAdjustment = 0 }: SolverSettings): boolean {
  return blankout > 0 || labelSmoothing > 0 || logitAdjustment > 0;
}

/**
 * Fits one linear model with the whole team; every member calls it and the leader's outcome counts. The weights lie in the shared
 * memory: finished when the request keeps them, and those of an exact fit always.
 */
export function fitLinear(team: LinearTeam, request: LinearRequest, run: FitRun): FitOutcome<TeamStatus> {
  const { settings } = request;
  if (run.soFar === null) prepareMemory(team);
  const startedMs = performance.now();
  const steps = settings.rank === null ? new WeightSteps(team) : new FactorSteps(team, settings.seed);
  const progress = new FitProgress(team, steps, request, run, startedMs);
  return (settings.mode === 'fast' ? fitInPasses : fitToGap)(team, request, steps, progress);
}

/** The fast solver alone, from its start or from a pause. */
function fitInPasses(team: LinearTeam, request: LinearRequest, steps: FastSteps, progress: FitProgress): FitOutcome<TeamStatus> {
  const { settings, rows, keep } = request;
  const options = { ...settings, passesMade: progress.passes.length, mayPause: true };
  const status = fitFast(team, steps, rows, options, (pass) => progress.endFastPass(pass));
  const certify = isCertified(request) && status !== 'paused';
  if (status !== 'paused' && (keep || certify)) steps.finish();
  const endedMs = performance.now();
  const certificate: Certificate = certify
    ? describeGap(solveAndCertify(team, rows, settings), settings)
    : { kind: 'none', reason: whyUncertified(settings), objective: progress.lastObjective };
  return progress.outcome(status, certificate, endedMs);
}

function whyUncertified(settings: SolverSettings): string {
  const { rank } = settings;
  if (rank !== null) return `the objective of two factors (rank ${rank}) is not convex`;
  return hasOtherObjective(settings)
    ? 'blankout, label smoothing and logit adjustment fit another objective'
    : 'a fast trial is not certified, the final fit is';
}

/** Certificates of an exact fit that may miss the tolerance before it is given up. */
const MAX_CERTIFICATES = 4;

/**
 * A few fast passes, then the exact solver from there. It stops by what it can see in f32; whether the fit has converged is for
 * the certificate to say, and where that misses the tolerance the solver goes on to a tighter one.
 */
function fitToGap(team: LinearTeam, { settings, rows }: LinearRequest, steps: FastSteps, progress: FitProgress): FitOutcome {
  fitFast(team, steps, rows, { ...settings, maxPasses: WARM_PASSES, passesMade: 0, mayPause: false }, () => false);
  steps.finish();
  let tolerance = settings.tolerance * GAP_RESERVE;
  for (let attempt = 1; ; attempt++) {
    const before = progress.passes.length;
    const options = { ...settings, tolerance, maxPasses: settings.maxPasses - before };
    const end = (settings.l1 > 0 ? fitExactLasso : fitExact)(team, rows, options, (pass) =>
      progress.endExactPass({ ...pass, pass: before + pass.pass }),
    );
    const known = solveAndCertify(team, rows, settings);
    const certificate = describeGap(known, settings);
    const relativeGap = certificate.kind === 'duality-gap' ? certificate.relativeGap : null;
    const isWithin = relativeGap !== null && relativeGap <= settings.tolerance;
    if (isWithin || end !== 'converged' || attempt === MAX_CERTIFICATES) {
      // When the fast passes were already enough, they are recorded as one pass, so that their result is validated like any other.
      if (progress.passes.length === 0) progress.endExactPass({ ...known, pass: 1, relativeGap });
      return progress.outcome(isWithin ? 'converged' : 'pass-limit', certificate, performance.now());
    }
    tolerance /= 10;
  }
}

/** Zeroes what an earlier fit left, but for the weights, and closes the padding codes; each worker its part. */
function prepareMemory(team: LinearTeam): void {
  const { layout, share } = team;
  if (share.reused) {
    for (const { memory, byteCount } of team.slices) {
      clearPart(team, memory, layout.table, layout.weights);
      clearPart(team, memory, layout.intercept, byteCount);
    }
    team.barrier.wait();
  }
  if (team.leads) team.openLayout();
  team.barrier.wait();
}

/** Zeroes this worker's part of the bytes begin … end-1 of a memory. */
function clearPart(team: LinearTeam, memory: WebAssembly.Memory, begin: number, end: number): void {
  const bytes = new Uint8Array(memory.buffer, begin, end - begin);
  bytes.subarray(...team.ownPart(bytes.length)).fill(0);
}

/** Follows a fit pass by pass: validation, the choice of the best pass, records, and what the main thread may watch. */
class FitProgress {
  readonly passes: PassRecord[];
  bestPass: number;
  best: SummaryMetrics | null;
  lastObjective: number;
  readonly #board: PassBoard;
  #passStarted = performance.now();

  constructor(
    readonly team: LinearTeam,
    readonly steps: FastSteps,
    readonly request: LinearRequest,
    readonly run: FitRun,
    readonly startedMs: number,
  ) {
    this.#board = new PassBoard(run.board);
    this.passes = [...(run.soFar?.passes ?? [])];
    this.bestPass = run.soFar?.bestPass ?? 0;
    this.best = run.soFar?.validation ?? null;
    this.lastObjective = this.passes.at(-1)?.objective ?? Number.NaN;
  }

  /** What the fit has come to. */
  outcome<Status>(status: Status, certificate: Certificate, endedMs: number): FitOutcome<Status> {
    return {
      status,
      certificate,
      passes: this.passes,
      bestPass: this.bestPass,
      validation: this.best,
      seconds: (endedMs - this.startedMs) / 1000,
      allocatedBytes: this.team.share.memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    };
  }

  /** Returns whether to stop. Runs on every member, since scoring the validation rows is work for all. */
  endFastPass(pass: { readonly pass: number; readonly meanLoss: number; readonly penalty: number }): boolean {
    return this.#endPass(pass.pass, { objective: pass.meanLoss + pass.penalty, gradientNorm: null, relativeGap: null });
  }

  endExactPass(pass: {
    readonly pass: number;
    readonly objective: number;
    readonly gradientNorm: number;
    readonly relativeGap: number | null;
  }): boolean {
    return this.#endPass(pass.pass, pass);
  }

  #endPass(pass: number, known: Pick<PassRecord, 'objective' | 'gradientNorm' | 'relativeGap'>): boolean {
    const { objective, gradientNorm, relativeGap } = known;
    const metrics = this.#validate();
    const score = metrics?.[this.request.metric] ?? null;
    const now = performance.now();
    const record = { pass, objective, score, gradientNorm, relativeGap, seconds: (now - this.#passStarted) / 1000 };
    this.#passStarted = now;
    this.lastObjective = objective;
    this.passes.push(record);
    if (this.team.leads) this.#board.write(record);
    // An exact fit is what its tolerance makes it; validation chooses the pass of a fast one only.
    const exact = this.request.settings.mode === 'exact';
    if (exact || metrics === null || this.best === null || metrics[this.request.metric] > this.best[this.request.metric]) {
      this.best = metrics;
      this.bestPass = pass;
      // Nobody writes there before the next validation, for which this member is needed too.
      if (this.team.leads && this.run.scores !== null) copyAnswers(this.run.scores.last, this.run.scores.best);
    }
    const { settings, validation } = this.request;
    return settings.mode === 'fast' && validation !== null && pass - this.bestPass >= settings.patience;
  }

  #validate(): SummaryMetrics | null {
    const { validation } = this.request;
    const { scores } = this.run;
    if (validation === null || scores === null) return null;
    const { rows, classCount } = validation;
    scoreRows(this.team, this.steps, rows, scores.last);
    return summarise(countCodes(rows.label, firstChoices(scores.last), rows.weight, classCount));
  }
}

function scoreRows(team: LinearTeam, steps: FastSteps, rows: LabelledRows, answers: ScoreAnswers): void {
  for (let begin = 0; begin < rows.row.length; begin += BATCH_DOCUMENTS) {
    team.scoreBatch(rows, begin, (first, last) => {
      steps.score(first, last);
      answerDocuments(team, rows.label, begin, first, last, answers);
    });
    team.barrier.wait();
  }
}

/** The class with the highest score of every row; of equal ones the first. */
function firstChoices({ top, topCount, trueScore }: ScoreAnswers): Int32Array {
  return Int32Array.from(trueScore, (_, row) => top[row * topCount]!);
}

function describeGap(known: CertifiedGap, settings: SolverSettings): Certificate {
  const { objective, gradientNorm, interceptResidual, gap } = known;
  if (gap === null) return { kind: 'none', reason: `no certificate with l2 = ${settings.l2} and l1 = ${settings.l1}`, objective };
  return { kind: 'duality-gap', objective, gap, relativeGap: objective > 0 ? gap / objective : 0, gradientNorm, interceptResidual };
}

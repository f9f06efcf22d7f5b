import { answerWithTeam } from '../answer-with-team.js';
import { type CertifiedGap, certifyAsIs, type Penalty, solveAndCertify } from '../certificate.js';
import type { FitOutcome, FitRequest } from '../fit.js';
import { type Certificate, type FitStatus, isCertified, type SolverSettings, whyUncertified } from '../fit-record.js';
import { featuresOf, type LabelledRows } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';
import { fitExact } from './exact-fit.js';
import { fitExactLasso } from './exact-lasso-fit.js';
import { type FastMember, fitFast } from './fast-fit.js';
import { FitProgress } from './fit-progress.js';
import type { ValidationScores } from './judge-members.js';
import { averageMembers, leavesFactors, openMember, planMembers, sharesOf, weighFactors } from './members.js';
import type { PassTally } from './pass-tally.js';

/** Fast passes that an exact fit starts with. */
const WARM_PASSES = 12;

/** The exact solver stops at this share of the wanted gap, since it sees only an estimate of the certified one. */
const GAP_RESERVE = 0.5;

/** What the members of a team share while they make a fit, beside its request; plain data over shared memory. */
export interface FitRun {
  /** Passes as they end, for the main thread to watch. */
  readonly board: Float64Array;
  /** Of each member; see `openTallies`. */
  readonly tallies: readonly (readonly PassTally[])[];
  /** Null without validation rows. */
  readonly scores: ValidationScores | null;
  /** For a fast fit that was paused: how far it came; its numbers are still in memory. Null: it begins now. */
  readonly soFar: FitOutcome<TeamStatus> | null;
}

/** `paused`: asked to, a fast fit can go on from here; its weights are not finished. */
export type TeamStatus = FitStatus | 'paused';

type LinearRequest = FitRequest<SolverSettings, LabelledRows>;

/**
 * Fits one linear model with the whole team; every worker calls it, with a team for each member of the fit (`planMembers`), and the
 * leader's outcome counts. The weights lie in the memory of the first member: finished when the request keeps them or asks them, and
 * those of an exact fit always. Where `leavesFactors` says so, each member has its factors in their stead.
 */
export function fitLinear(teams: readonly LinearTeam[], request: LinearRequest, run: FitRun): FitOutcome<TeamStatus> {
  const { settings, rows, asked } = request;
  if (run.soFar === null) for (const team of teams) prepareMemory(team);
  const startedMs = performance.now();
  const plans = planMembers(settings);
  const members = plans.map((plan, m) => openMember(teams[m] as LinearTeam, rows, plan, run.tallies[m]));
  const progress = new FitProgress(members, plans, request, run, startedMs);
  const outcome = (settings.mode === 'fast' ? fitInPasses : fitToGap)(members, request, progress);
  if (asked !== undefined && outcome.status !== 'paused') answerWithTeam(teams[0] as LinearTeam, asked.rows, asked.answers);
  return outcome;
}

/** The fast solver alone, from its start or from a pause. */
function fitInPasses(members: readonly FastMember[], request: LinearRequest, progress: FitProgress): FitOutcome<TeamStatus> {
  const { settings, rows, keep, asked } = request;
  const options = { ...settings, passesMade: progress.passes.length, mayPause: true, isJudged: request.validation !== null };
  const status = fitFast(members, options, (pass) => progress.endFastPass(pass));
  const certify = isCertified(request) && status !== 'paused';
  const finish = leavesFactors({ ...request, classCount: request.codes.length }) ? weighFactors : averageMembers;
  const [{ team }] = members as readonly [FastMember];
  if (status !== 'paused' && (keep || certify || asked !== undefined)) {
    // Most features have no row that is asked: to make their weights takes longer than to score the rows.
    const wanted = keep || certify || asked === undefined ? undefined : featuresOf(asked.rows, request.featureCount);
    finish(members, sharesOf(progress.plans, settings.fullShare ?? null), wanted);
  }
  const endedMs = performance.now();
  const certificate: Certificate = certify
    ? describeGap(certifyAsIs(team, rows, settings), settings)
    : { kind: 'none', reason: whyUncertified(settings), objective: progress.lastObjective };
  return progress.outcome(status, certificate, endedMs);
}

/** Certificates of an exact fit that may miss the tolerance before it is given up. */
const MAX_CERTIFICATES = 4;

/**
 * A few fast passes, then the exact solver from there. It stops by what it can see in f32; whether the fit has converged is for
 * the certificate to say, and where that misses the tolerance the solver goes on to a tighter one.
 */
function fitToGap(members: readonly FastMember[], { settings, rows }: LinearRequest, progress: FitProgress): FitOutcome {
  const [{ team, steps }] = members as readonly [FastMember];
  fitFast(members, { ...settings, maxPasses: WARM_PASSES, passesMade: 0, mayPause: false, isJudged: true }, () => false);
  steps.finish(1, team);
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

/** What is kept of a certified gap. */
export function describeGap(known: CertifiedGap, settings: Penalty): Certificate {
  const { objective, gradientNorm, interceptResidual, gap } = known;
  if (gap === null) return { kind: 'none', reason: `no certificate with l2 = ${settings.l2} and l1 = ${settings.l1}`, objective };
  return { kind: 'duality-gap', objective, gap, relativeGap: objective > 0 ? gap / objective : 0, gradientNorm, interceptResidual };
}

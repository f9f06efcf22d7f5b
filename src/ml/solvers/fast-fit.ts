import { BATCH_DOCUMENTS, CLOSED } from '../../kernels/linear-layout.js';
import { log } from '../../kernels/math.js';
import { CONTROL } from '../barrier.js';
import { blankoutOf } from '../blankout.js';
import type { CodeCounts } from '../code-counts.js';
import type { FitStatus } from '../fit-record.js';
import { codeShares, countBatches, type LabelledRows } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';
import type { FastSteps } from './fast-steps.js';
import { clearTally, joinTallies, noteMade, type PassTally } from './pass-tally.js';
import { sharePasses } from './share-passes.js';
import { openTargets, type Targets } from './training-targets.js';

/** Settings of a fast fit. */
export interface FastOptions extends Targets {
  readonly l2: number;
  readonly l1: number;
  /** As in `SolverSettings`. */
  readonly blankout?: number;
  readonly maxPasses: number;
  /** Passes that were made before the fit was paused; 0 for one that begins. */
  readonly passesMade: number;
  /** Whether it ends after a pass when its team is asked to pause. */
  readonly mayPause: boolean;
  /** Whether what all members come to together is judged after each pass; if not, none waits for the others. */
  readonly isJudged: boolean;
}

/** Step size of the intercept, which starts at the log of the code's share. */
const INTERCEPT_STEP = 0.1;

/** Blocks of four codes whose |g| are all at most THRESHOLD / pass² are not updated: the approximation dies out with the passes. */
const THRESHOLD = 0.003;

/** One of the models that a fit is the average of: its parameters in memory of its own, and the order in which it meets the rows. */
export interface FastMember {
  readonly team: LinearTeam;
  readonly steps: FastSteps;
  readonly rows: LabelledRows;
  /** Draws what each pass leaves out of the rows, with a blankout. */
  readonly seed: number;
  /** One that counts pass after pass, or one for each. */
  readonly tallies: readonly PassTally[];
}

/** What every worker learns after each pass; over several members the mean. */
export interface FastPass {
  readonly pass: number;
  /** Mean weighted loss as the rows were met, before their own update. */
  readonly meanLoss: number;
  /** l2/2 ‖W‖² + l1 ‖W‖₁ after the pass; of factors, that of both. */
  readonly penalty: number;
  /** The rows as they were met, each once whatever its weight, against the code with the highest score; of all members together. */
  readonly met: CodeCounts;
}

/**
 * Minimises F(W, b) = (1/n) Σ w_i·loss_i + l2/2·‖W‖² + l1·‖W‖₁ by mini-batches of 64 documents. Every weight row j has one
 * step size, step / √(Σ x_ij² ‖g_i‖²) over the documents met so far (AdaGrad, Duchi, Hazan and Singer 2011, by row instead
 * of by entry); the penalty is applied as a proximal step when a row is next visited. Several members are fitted pass by pass,
 * each on its own, so that what they come to together can be judged after each pass, unless nobody judges it; who makes which changes no bit.
 * With label smoothing or logit adjustment loss_i is that of `openTargets`, with a blankout that of the row as the pass left it.
 * `steps` says what W is made of. Every worker of the team calls it; `endPass` runs on all of them after each pass, and tells
 * the leader whether to stop. A fit that was asked to pause ends so after a pass that is not its last; all that it needs to go
 * on lies in memory, and it then comes to the same bits.
 */
export function fitFast(members: readonly FastMember[], options: FastOptions, endPass: (result: FastPass) => boolean): FitStatus | 'paused' {
  const [{ team }] = members as readonly [FastMember];
  for (const member of members) begin(member, options);
  if (canShare(members, options)) return makeShared(members, options, endPass);
  const alone = members.slice(0, countAlone(members.length, team.share.workerCount)).map(takeAlone);
  for (let pass = options.passesMade + 1; pass <= options.maxPasses; pass++) {
    makeAlone(members, alone, pass, options);
    for (const member of members.slice(alone.length)) makePass(member, pass, options);
    team.barrier.wait();
    const stop = endPass({ pass, ...joinTallies(members.map((member) => tallyOf(member, pass))) });
    const verdict = agree(team, stop, options.mayPause && pass < options.maxPasses);
    if (verdict === VERDICT.stop) return 'stopped-by-validation';
    if (verdict === VERDICT.pause) return 'paused';
  }
  return 'pass-limit';
}

function begin({ team, steps, rows }: FastMember, options: FastOptions): void {
  for (const { kernel } of team.slices) kernel.setPenalty(options.l2, options.l1);
  if (options.passesMade === 0) {
    steps.begin();
    startIntercept(team, rows, options.logitAdjustment ?? 0);
  }
  openTargets(team, rows, options);
}

/**
 * The members, first ones, that a worker each makes without the others, so that nobody waits for somebody else at each batch. What is
 * left over all make together, one after the other.
 */
export function countAlone(memberCount: number, workerCount: number): number {
  return workerCount === 1 ? 0 : memberCount - (memberCount % workerCount);
}

function takeAlone(member: FastMember): FastMember {
  const team = member.team.alone();
  return { ...member, team, steps: member.steps.over(team) };
}

/** Every worker makes a pass of its own members. Ends with a barrier. */
function makeAlone(members: readonly FastMember[], alone: readonly FastMember[], pass: number, options: FastOptions): void {
  const [{ team }] = members as readonly [FastMember];
  for (let m = team.worker; m < alone.length; m += team.share.workerCount) {
    const member = alone[m] as FastMember;
    member.team.forgetRows();
    makePass(member, pass, options);
  }
  for (const member of members.slice(0, alone.length)) member.team.forgetRows();
  // Whoever is done first must not take documents of a worker that still counts its own: a batch that lies in memory begins without a barrier.
  if (alone.length > 0) team.barrier.wait();
}

/** Whether nobody has to wait for all members at the end of a pass, and every worker has one to begin with. */
function canShare(members: readonly FastMember[], { isJudged, maxPasses }: FastOptions): boolean {
  const [{ team, tallies }] = members as readonly [FastMember];
  return !isJudged && tallies.length >= maxPasses && isEnoughToShare(members.length, team.share.workerCount);
}

/** Whether every worker of several has a member to begin with. */
export function isEnoughToShare(memberCount: number, workerCount: number): boolean {
  return workerCount > 1 && memberCount >= workerCount;
}

/** Every worker makes its share of all passes, each alone, and tells of a pass once all members have made it. Ends with a barrier. */
function makeShared(members: readonly FastMember[], options: FastOptions, endPass: (result: FastPass) => boolean): FitStatus {
  const [{ team }] = members as readonly [FastMember];
  const { passesMade, maxPasses } = options;
  const alone = members.map(takeAlone);
  let told = passesMade;
  const tell = (): void => {
    for (; told < maxPasses && members.every((member) => isMade(member, told + 1)); told++) {
      endPass({ pass: told + 1, ...joinTallies(members.map((member) => tallyOf(member, told + 1))) });
    }
  };
  for (const { member: m, first, last } of sharePasses(members.length, passesMade + 1, maxPasses, team.share.workerCount)[team.worker] ?? []) {
    const member = alone[m] as FastMember;
    if (first > passesMade + 1) team.barrier.waitUntil(tallyOf(member, first - 1).isMade, 1);
    member.team.forgetRows();
    for (let pass = first; pass <= last; pass++) {
      makePass(member, pass, options);
      noteMade(tallyOf(member, pass));
      tell();
    }
  }
  team.barrier.wait();
  tell();
  return 'pass-limit';
}

function tallyOf({ tallies }: FastMember, pass: number): PassTally {
  return tallies[(pass - 1) % tallies.length] as PassTally;
}

function isMade(member: FastMember, pass: number): boolean {
  return Atomics.load(tallyOf(member, pass).isMade, 0) === 1;
}

/** One pass of one member over its rows. */
function makePass(member: FastMember, pass: number, options: FastOptions): void {
  const { team, steps } = member;
  const tally = tallyOf(member, pass);
  if (team.leads) clearTally(tally);
  const { kernel, layout, barrier } = team;
  const rows = rowsOfPass(member, options, pass);
  const rowCount = rows.row.length;
  const batchCount = countBatches(rows);
  const ownBlocks = team.ownBlocks();
  const threshold = THRESHOLD / (pass * pass);
  let visited = (pass - 1) * rowCount;
  let lossSum = 0;
  for (let batch = 0; batch < batchCount; batch++) {
    setClock(team, steps.step, threshold, visited);
    if (options.l1 > 0) settleVisited(team, rows, batch);
    const count = team.scoreBatch(rows, batch * BATCH_DOCUMENTS, (first, last) => {
      steps.score(first, last);
      team.choose(first, last);
      steps.differentiate(first, last);
    });
    steps.update(count);
    kernel.updateIntercept(layout.table, count, ...ownBlocks);
    if (team.leads) lossSum += meet(team, count, tally);
    visited += count;
    barrier.wait();
  }
  setClock(team, steps.step, threshold, pass * rowCount);
  steps.settle();
  barrier.wait();
  const [square, absolute] = steps.norms();
  if (team.leads) tally.sums.set([lossSum / rowCount, (options.l2 / 2) * square + options.l1 * absolute]);
}

/** Counts the documents of the batch; gives the sum of their weighted losses. */
function meet({ views, losses, choices }: LinearTeam, count: number, { support, predicted, right }: CodeCounts): number {
  let lossSum = 0;
  for (let d = 0; d < count; d++) {
    const label = views.labels[d]!;
    support[label]!++;
    predicted[choices[d]!]!++;
    if (choices[d] === label) right[label]!++;
    lossSum += losses[d]! * views.weights[d]!;
  }
  return lossSum;
}

/** The rows as a pass visits them. A new object for every pass with a blankout: batches that lie in memory are of the pass before. */
function rowsOfPass({ rows, seed }: FastMember, { blankout = 0 }: FastOptions, pass: number): LabelledRows {
  return blankout === 0 ? rows : { ...rows, blankout: blankoutOf(blankout, seed, pass) };
}

function setClock({ slices }: LinearTeam, step: number, threshold: number, documents: number): void {
  for (const { kernel } of slices) kernel.setBatch(step, INTERCEPT_STEP, threshold, documents);
}

/** b_k = ln of the code's share, less what the loss adds: what a model without features would give. A code without rows stays closed. */
function startIntercept(team: LinearTeam, rows: LabelledRows, adjustment: number): void {
  if (team.leads) {
    const shares = codeShares(rows, team.layout.classCount);
    team.intercept.set(shares.map((part) => (part > 0 ? (1 - adjustment) * log(part) : CLOSED)));
  }
  team.barrier.wait();
}

/** Brings the rows that a batch visits up to date before it is scored: with l1 what is pending is not a mere factor. */
function settleVisited(team: LinearTeam, rows: LabelledRows, batch: number): void {
  const { layout, barrier, share, slices } = team;
  const count = team.scoreBatch(rows, batch * BATCH_DOCUMENTS, () => {});
  for (const { kernel } of slices) kernel.settleBatch(layout.table, count, team.worker, share.workerCount);
  barrier.wait();
}

const VERDICT = { goOn: 0, stop: 1, pause: 2 } as const;

/** The leader's decision for all. Every worker calls it. */
function agree({ leads, share: { control }, barrier }: LinearTeam, stop: boolean, mayPause: boolean): number {
  if (leads) {
    const pause = mayPause && Atomics.load(control, CONTROL.pause) !== 0;
    Atomics.store(control, CONTROL.verdict, stop ? VERDICT.stop : pause ? VERDICT.pause : VERDICT.goOn);
  }
  barrier.wait();
  const agreed = Atomics.load(control, CONTROL.verdict);
  barrier.wait();
  return agreed;
}

import { BATCH_DOCUMENTS, NORM_BLOCK_ROWS } from '../kernels/linear-layout.js';
import { log } from '../kernels/math.js';
import { codeShares, type LabelledRows } from './labelled-rows.js';
import type { DocumentBytes, LinearTeam, TeamSlice } from './linear-team.js';
import { fitIntercept } from './solvers/intercept-fit.js';

/** The penalty of the objective: l2/2 ‖W‖² + l1 ‖W‖₁. */
export interface Penalty {
  readonly l2: number;
  readonly l1: number;
}

/** What is known about a fit's distance from the optimum; see `certify`. */
export interface CertifiedGap {
  /** F(W, b). */
  readonly objective: number;
  /** ‖∇_W F‖, with l1 the norm of the smallest subgradient. */
  readonly gradientNorm: number;
  /** Largest |∂F/∂b_k|. */
  readonly interceptResidual: number;
  /** F(W, b) − min F is at most this; null when l2 and l1 are 0, for which there is no bound of this kind. */
  readonly gap: number | null;
}

/**
 * Bounds F(W, b) − min F by the duality gap in f64, of the f32 weights as they stand.
 *
 *   F(W, b) = (1/n) Σ w_i·loss_i + l2/2·‖W‖² + l1·‖W‖₁
 *   D(q)    = −(1/n) Σ w_i Σ_k q_ik ln q_ik − 1/(2·l2)·Σ max(|V| − l1, 0)²,   V = (1/n) Σ w_i x_i (q_i − y_i)
 *
 * for any probabilities q with (1/n) Σ w_i (q_i − y_i) = 0, which the free intercept demands; then min F ≥ D(q). The
 * model's own probabilities p miss that condition by r, the intercept's gradient. The dual point is therefore
 * q_i = (1 − t)·p_i + t·u with u = π − (1 − t)/t·r, π the shares of the codes and t the smallest number that leaves u ≥ 0;
 * by convexity Σ q ln q ≤ (1 − t) Σ p ln p + t Σ u ln u, so the cost of the residual is in the gap.
 * With l1 a second dual point is tried, which needs no l2; see `dualBound`. Since min F ≥ 0 the gap never exceeds F. All
 * members of the team call it; all get the same result.
 * Cost: one pass over the rows, two when the residual is not zero, times the slices of the gradient.
 * Source: Fenchel duality of the multinomial loss, as in Shalev-Shwartz and Zhang (2014), with the intercept added.
 */
export function certify(team: LinearTeam, rows: LabelledRows, penalty: Penalty): CertifiedGap {
  return boundGap(team, rows, penalty, walk(team, rows, penalty, 0));
}

/**
 * Solves the intercept for the weights as they stand, then certifies: the bound is tight only where the intercept's gradient
 * vanishes. Where, without l1, the gradient of the weights alone leaves no bound below F, nothing is solved and F is the bound.
 */
export function solveAndCertify(team: LinearTeam, rows: LabelledRows, penalty: Penalty): CertifiedGap {
  return solveFrom(team, rows, penalty, () => walk(team, rows, penalty, 0));
}

function solveFrom(team: LinearTeam, rows: LabelledRows, penalty: Penalty, walkBefore: () => Walk): CertifiedGap {
  if (penalty.l1 === 0) {
    const before = walkBefore();
    const { objective } = describe(team, rows, penalty, before);
    if (penalty.l2 === 0 || before.dual / (2 * penalty.l2) >= objective) return boundGap(team, rows, penalty, before);
  }
  fitIntercept(team, rows, codeShares(rows, team.layout.classCount));
  return certify(team, rows, penalty);
}

/**
 * Certifies a model that is kept as it is: F(W, b) − D, where the bound D ≤ min F is that of the same weights with the intercept
 * solved, which is the tighter one; the intercept is put back to the bit. Costs as `solveAndCertify`, with l1 a pass more.
 */
export function certifyAsIs(team: LinearTeam, rows: LabelledRows, penalty: Penalty): CertifiedGap {
  const kept = team.intercept.slice();
  const shipped = walk(team, rows, penalty, 0);
  const { residual: _, ...known } = describe(team, rows, penalty, shipped);
  const solved = solveFrom(team, rows, penalty, () => shipped);
  team.barrier.wait();
  if (team.leads) team.intercept.set(kept);
  team.barrier.wait();
  if (solved.gap === null) return { ...known, gap: null };
  return { ...known, gap: Math.min(Math.max(known.objective - (solved.objective - solved.gap), 0), known.objective) };
}

type KnownGap = Omit<CertifiedGap, 'gap'> & { readonly residual: Float64Array };

function describe(team: LinearTeam, rows: LabelledRows, penalty: Penalty, atModel: Walk): KnownGap {
  const n = rows.row.length;
  const [square, absolute] = team.norms();
  const objective = atModel.lossSum / n + (penalty.l2 / 2) * square + penalty.l1 * absolute;
  const residual = Float64Array.from(atModel.interceptGradient, (sum) => sum / n);
  const interceptResidual = residual.reduce((largest, r) => Math.max(largest, Math.abs(r)), 0);
  const gradientNorm = Math.sqrt(atModel.smooth);
  return { objective, gradientNorm, interceptResidual, residual };
}

function boundGap(team: LinearTeam, rows: LabelledRows, penalty: Penalty, atModel: Walk): CertifiedGap {
  const n = rows.row.length;
  const { residual, ...known } = describe(team, rows, penalty, atModel);
  const { objective } = known;
  if (penalty.l2 === 0 && penalty.l1 === 0) return { ...known, gap: null };
  if (penalty.l1 === 0 && atModel.dual / (2 * penalty.l2) >= objective) return { ...known, gap: objective };
  const { t, u } = mixture(codeShares(rows, team.share.shape.classCount), residual);
  const mixtureEntropy = u.reduce((sum, share) => (share > 0 ? sum + share * log(share) : sum), 0);
  // With t = 1 the dual point no longer depends on the model. Its bound would be no better than F, so the pass over the rows is saved.
  if (t === 1) return { ...known, gap: objective };
  const atDual = t === 0 ? atModel : walk(team, rows, penalty, t, u);
  const entropy = (1 - t) * (atModel.entropySum / n) + t * mixtureEntropy;
  const dual = dualBound(entropy, atDual.dual, penalty);
  return { ...known, gap: Math.min(Math.max(objective - dual, 0), objective) };
}

/**
 * A lower bound on min F from a dual point q: D(q), or D of the point q' = s·q + (1 − s)·y on the way to the labels y at which
 * |V| ≤ l1, so that nothing is left to the l2 penalty; the greater of the two. `entropy` is (1/n) Σ w Σ q ln q; by convexity
 * that of q' is at most s times as much. `excessSquare` is Σ max(|V| − l1, 0)², whose root bounds the largest |V| − l1.
 * Source of q': the dual scaling of Ndiaye, Fercoq, Gramfort and Salmon (2017).
 */
export function dualBound(entropy: number, excessSquare: number, { l2, l1 }: Penalty): number {
  const plain = excessSquare > 0 ? -entropy - excessSquare / (2 * l2) : -entropy;
  return l1 === 0 ? plain : Math.max(plain, (-entropy * l1) / (l1 + Math.sqrt(excessSquare)));
}

interface Walk {
  readonly lossSum: number;
  readonly entropySum: number;
  readonly interceptGradient: Float64Array;
  readonly smooth: number;
  readonly dual: number;
}

/**
 * Computes the gradient part by part, since all of it in f64 may not fit in memory: each part is a number of weight rows of every
 * slice and takes one walk over all documents. Each worker adds up in document order, so that the bits do not depend on the parts.
 */
function walk(team: LinearTeam, rows: LabelledRows, penalty: Penalty, t: number, u?: Float64Array): Walk {
  const { layout, slices } = team;
  const { featureCount, gradientRows } = layout;
  if (gradientRows <= 0) throw new RangeError('a certificate needs room for at least one row of the gradient');
  if (team.leads) {
    new Float64Array(team.memory.buffer, layout.mixture, layout.stride).set(u ?? []);
    for (const { memory } of slices) new Float64Array(memory.buffer, layout.norms, 2 * Math.ceil(featureCount / NORM_BLOCK_ROWS)).fill(0);
  }
  team.barrier.wait();
  let documents: Omit<Walk, 'smooth' | 'dual'> | undefined;
  for (let firstId = 0; firstId < featureCount; firstId += gradientRows) {
    const lastId = Math.min(firstId + gradientRows, featureCount);
    clearGradient(team);
    documents = walkPart(team, rows, t, firstId, lastId);
    for (const slice of slices) addNorms(team, slice, rows.row.length, penalty, firstId, Math.min(lastId, slice.featureCount));
    team.barrier.wait();
  }
  const [smooth, dual] = team.foldBlocks();
  return { ...(documents ?? walkPart(team, rows, t, 0, 0)), smooth, dual };
}

/** Adds a part to the sums of its blocks of rows. A part may end in the middle of a block: the next goes on with that sum, to the same bits. */
function addNorms(
  { layout, share, worker }: LinearTeam,
  { kernel }: TeamSlice,
  n: number,
  { l2, l1 }: Penalty,
  firstId: number,
  lastId: number,
): void {
  for (let block = Math.floor(firstId / NORM_BLOCK_ROWS); block * NORM_BLOCK_ROWS < lastId; block++) {
    if (block % share.workerCount !== worker) continue;
    const first = Math.max(block * NORM_BLOCK_ROWS, firstId);
    const last = Math.min((block + 1) * NORM_BLOCK_ROWS, lastId);
    kernel.gradientNorms(layout.table, first, last, firstId, n, l2, l1, layout.norms + 16 * block);
  }
}

function clearGradient(team: LinearTeam): void {
  const { gradient, gradientRows, stride } = team.layout;
  const length = gradientRows * stride;
  for (const { memory } of team.slices) new Float64Array(memory.buffer, gradient, length).fill(0, ...team.ownPart(length));
  team.barrier.wait();
}

function walkPart(team: LinearTeam, rows: LabelledRows, t: number, firstId: number, lastId: number): Omit<Walk, 'smooth' | 'dual'> {
  const { kernel, layout, memory, share, barrier, slices } = team;
  const { table, classCount, stride } = layout;
  const wide = new Float64Array(memory.buffer, layout.wide, BATCH_DOCUMENTS * stride);
  const entropies = new Float64Array(memory.buffer, layout.entropies, BATCH_DOCUMENTS);
  const scores: DocumentBytes = [layout.wide, 8 * stride];
  const interceptGradient = new Float64Array(classCount);
  let lossSum = 0;
  let entropySum = 0;
  for (let begin = 0; begin < rows.row.length; begin += BATCH_DOCUMENTS) {
    const count = team.scoreBatch(rows, begin, (first, last) => {
      team.sumOverSlices(scores, first, last, (slice) => slice.kernel.scoreWide(table, first, last));
      kernel.gradientWide(table, first, last, t);
      team.handOut(first, last, scores);
    });
    for (const slice of slices) slice.kernel.accumulateWide(table, count, team.worker, share.workerCount, firstId, lastId);
    for (let d = 0; d < count; d++) {
      lossSum += team.losses[d]!;
      entropySum += entropies[d]!;
      for (let k = 0; k < classCount; k++) interceptGradient[k]! += wide[d * stride + k]!;
    }
    barrier.wait();
  }
  return { lossSum, entropySum, interceptGradient };
}

/** The smallest t in [0, 1] with u = π − (1 − t)/t·r ≥ 0, and that u. */
function mixture(shares: Float64Array, residual: Float64Array): { t: number; u: Float64Array } {
  let t = 0;
  for (let k = 0; k < shares.length; k++) if (residual[k]! > 0) t = Math.max(t, residual[k]! / (shares[k]! + residual[k]!));
  if (t === 0) return { t, u: shares };
  return { t, u: shares.map((share, k) => Math.max(share - ((1 - t) / t) * residual[k]!, 0)) };
}

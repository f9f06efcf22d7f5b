import { BATCH_DOCUMENTS } from '../../kernels/linear-layout.js';
import type { LabelledRows } from '../labelled-rows.js';
import type { LinearTeam } from '../linear-team.js';

const MAX_STEPS = 8;
/** Residual, as a share of a code's weight, below which f32 intercepts cannot get much better. */
const TOLERANCE = 1e-6;
/** Longest move of one intercept in one step: far from the optimum the quadratic model does not hold. */
const LONGEST_MOVE = 2;
/**
 * This share of the diagonal is added to the diagonal. Without it the matrix would be (nearly) singular, since adding the same
 * number to all intercepts changes no probability. It is well above the error of the f32 products, 1e-7 of the diagonal.
 */
const DAMPING = 1e-4;
const LEAST_PIVOT = 1e-18;
/** With at most so many codes all products are taken. The limit of a quarter would leave so few that a step would hardly help. */
const FEW_CODES = 16;

/**
 * Minimises F over the intercept b alone, with the weights W as they stand, by Newton steps in f64:
 *   (1/n) Σ w_i (diag(p_i) − p_i p_iᵀ) Δb = π − (1/n) Σ w_i p_i,   π the shares of the codes.
 * With many codes the products p_i p_iᵀ are taken over those with p ≥ 4 / stride, at most a quarter of them; what is left out only slows
 * the steps down, since the right side is exact. Every member of the team calls it. Costs one pass of scores a step.
 */
export function fitIntercept(team: LinearTeam, rows: LabelledRows, shares: Float64Array): void {
  const { layout, memory, barrier, intercept } = team;
  const { classCount } = layout;
  for (let step = 0; step < MAX_STEPS; step++) {
    const products = sumResiduals(team, rows);
    const sums = new Float64Array(memory.buffer, layout.codeSums, classCount);
    const residual = sums.map((sum) => -sum / rows.row.length);
    barrier.wait();
    const worst = residual.reduce((largest, r, k) => (shares[k]! > 0 ? Math.max(largest, Math.abs(r) / shares[k]!) : largest), 0);
    if (worst <= TOLERANCE) return;
    if (team.leads) {
      for (let k = 0; k < classCount; k++) products[k * classCount + k]! += shares[k]! - residual[k]!;
      const delta = solve(products, residual, classCount);
      for (let k = 0; k < classCount; k++) intercept[k]! += Math.max(-LONGEST_MOVE, Math.min(LONGEST_MOVE, delta[k]!));
    }
    barrier.wait();
  }
}

/**
 * Σ w_i (p_i − y_i) into the sums over codes, which all members may read; the leader gets −(1/n) Σ w_i p_i p_iᵀ over active
 * codes, lower triangle, from the residuals: w p = r + w y.
 */
function sumResiduals(team: LinearTeam, rows: LabelledRows): Float64Array {
  const { kernel, layout, memory, barrier } = team;
  const { stride, classCount, table, scores, codeSums } = layout;
  const n = rows.row.length;
  const residuals = new Float32Array(memory.buffer, scores, BATCH_DOCUMENTS * stride);
  const active = new Uint32Array(memory.buffer, layout.active, (BATCH_DOCUMENTS * stride) / 4);
  const activeCounts = new Uint32Array(memory.buffer, layout.activeCounts, BATCH_DOCUMENTS);
  const products = new Float64Array(team.leads ? classCount * classCount : 0);
  const everyCode = classCount <= FEW_CODES ? Uint32Array.from({ length: classCount }, (_, k) => k) : null;
  const [firstCode, lastCode] = team.ownCodes();
  new Float64Array(memory.buffer, codeSums, stride).fill(0, firstCode, lastCode);
  for (let begin = 0; begin < n; begin += BATCH_DOCUMENTS) {
    const count = team.scoreBatch(rows, begin, (first, last) => {
      team.scoreWeights(first, last);
      kernel.softmaxVector(table, first, last, scores);
      for (let d = first; d < last; d++) activeCounts[d] = listActive(residuals, active, d, stride, classCount);
      kernel.residualVector(table, first, last, scores, scores);
    });
    kernel.sumDocuments(table, count, firstCode, lastCode, scores, codeSums);
    const { labels, weights } = team.views;
    for (let d = 0; team.leads && d < count; d++) {
      const from = (d * stride) / 4;
      addProducts(
        products,
        classCount,
        residuals,
        d * stride,
        everyCode ?? active.subarray(from, from + activeCounts[d]!),
        labels[d]!,
        weights[d]!,
        n,
      );
    }
    barrier.wait();
  }
  return products;
}

function addProducts(
  products: Float64Array,
  classCount: number,
  residuals: Float32Array,
  at: number,
  codes: Uint32Array,
  label: number,
  weight: number,
  n: number,
): void {
  if (weight === 0) return;
  for (let i = 0; i < codes.length; i++) {
    const row = codes[i]!;
    const one = residuals[at + row]! + (row === label ? weight : 0);
    for (let j = 0; j <= i; j++) {
      const column = codes[j]!;
      const other = residuals[at + column]! + (column === label ? weight : 0);
      products[row * classCount + column]! -= (one * other) / (weight * n);
    }
  }
}

/** Lists the codes with p ≥ 4 / stride of a document, ascending; there are at most stride / 4. */
function listActive(probabilities: Float32Array, active: Uint32Array, document: number, stride: number, classCount: number): number {
  const from = document * stride;
  let count = 0;
  for (let k = 0; k < classCount && count < stride / 4; k++) if (probabilities[from + k]! * stride >= 4) active[from / 4 + count++] = k;
  return count;
}

/** Solves A x = y for a symmetric positive definite A given by its lower triangle (Cholesky, in place). */
function solve(a: Float64Array, y: Float64Array, size: number): Float64Array {
  for (let j = 0; j < size; j++) {
    const rowJ = a.subarray(j * size, j * size + j);
    let pivot = a[j * size + j]! * (1 + DAMPING) + LEAST_PIVOT;
    for (let m = 0; m < j; m++) pivot -= rowJ[m]! * rowJ[m]!;
    const root = Math.sqrt(Math.max(pivot, LEAST_PIVOT));
    a[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      const rowI = a.subarray(i * size, i * size + j);
      let sum = a[i * size + j]!;
      for (let m = 0; m < j; m++) sum -= rowI[m]! * rowJ[m]!;
      a[i * size + j] = sum / root;
    }
  }
  const x = Float64Array.from(y);
  for (let i = 0; i < size; i++) {
    for (let m = 0; m < i; m++) x[i]! -= a[i * size + m]! * x[m]!;
    x[i]! /= a[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let m = i + 1; m < size; m++) x[i]! -= a[m * size + i]! * x[m]!;
    x[i]! /= a[i * size + i]!;
  }
  return x;
}

// The fast solver: mini-batches in two phases, scores and gradients by document, updates by weight row.

// @ts-nocheck: AssemblyScript, not TypeScript

import { exponentials, largest, sumLanes } from './lanes';
import { activeAt, activeCountsAt, blankAt, documentWeightsAt, idsAt, interceptAt, interceptStateAt, labelsAt, lossesAt, offsetsAt, scoresAt, squaresAt, stateAt, strideOf, valuesAt, weightsAt } from './table';

// Parameters of the solver: globals of the instance, so that each worker sets its own.
export let l2: f32 = 0;
let l1: f32 = 0;
export let step: f32 = 0;
let interceptStep: f32 = 0;
let threshold: f32 = 0;
export let clock: u32 = 0;

export function setPenalty(ridge: f32, lasso: f32): void {
  l2 = ridge;
  l1 = lasso;
}

// The clock counts documents met so far, over all passes.
export function setBatch(stepSize: f32, interceptStepSize: f32, blockThreshold: f32, documents: u32): void {
  step = stepSize;
  interceptStep = interceptStepSize;
  threshold = blockThreshold;
  clock = documents;
}

// Step size of a weight row with Σ x² ‖g‖² = square so far: AdaGrad's step / √square, which turns into 1 / (l2 · documents),
// the rate of a strongly convex objective, once the penalty outweighs it.
@inline
function rateOf(square: f32): f32 {
  return step / (sqrt<f32>(square) + step * l2 * <f32>clock);
}

// What a weight row still owes to the penalty, as a factor: the ridge step of all documents since its last visit at once,
// 1 / (1 + step·l2·documents), the closed form of the proximal step.
@inline
function pendingFactor(state: usize, id: usize): f32 {
  const row = state + (id << 3);
  const square = load<f32>(row);
  const last = load<u32>(row, 4);
  if (square == 0 || last == clock) return 1;
  return <f32>1 / (<f32>1 + rateOf(square) * l2 * <f32>(clock - last));
}

// Where to read a weight row: one that no document moved yet is the blank row, if there is one.
@inline
function readableRow(weights: usize, rowBytes: usize, state: usize, blank: usize, id: usize): usize {
  return blank != 0 && load<f32>(state + (id << 3)) == 0 ? blank : weights + id * rowBytes;
}

// sum + v · w, four codes.
@inline
function plus(sum: v128, v: v128, w: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v, w));
}

// out[k] += Σ_e x_e · factor_e · W[id_e][k], entries in order, four at a time so that each output is loaded once for four rows.
// `lazy`: rows of a fast fit under way, some behind with their penalty, some not there yet.
@inline
export function addRows(p: usize, weights: usize, begin: usize, end: usize, out: usize, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const ids = idsAt(p);
  const values = valuesAt(p);
  const state = stateAt(p);
  const blank = lazy ? blankAt(p) : 0;
  let e = begin;
  for (; e + 4 <= end; e += 4) {
    const id0 = <usize>load<u32>(ids + (e << 2));
    const id1 = <usize>load<u32>(ids + (e << 2), 4);
    const id2 = <usize>load<u32>(ids + (e << 2), 8);
    const id3 = <usize>load<u32>(ids + (e << 2), 12);
    let x0 = load<f32>(values + (e << 2));
    let x1 = load<f32>(values + (e << 2), 4);
    let x2 = load<f32>(values + (e << 2), 8);
    let x3 = load<f32>(values + (e << 2), 12);
    if (lazy) {
      x0 *= pendingFactor(state, id0);
      x1 *= pendingFactor(state, id1);
      x2 *= pendingFactor(state, id2);
      x3 *= pendingFactor(state, id3);
    }
    const w0 = readableRow(weights, rowBytes, state, blank, id0);
    const w1 = readableRow(weights, rowBytes, state, blank, id1);
    const w2 = readableRow(weights, rowBytes, state, blank, id2);
    const w3 = readableRow(weights, rowBytes, state, blank, id3);
    const v0 = f32x4.splat(x0);
    const v1 = f32x4.splat(x1);
    const v2 = f32x4.splat(x2);
    const v3 = f32x4.splat(x3);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let sum = plus(v128.load(out + k), v0, v128.load(w0 + k));
      sum = plus(sum, v1, v128.load(w1 + k));
      sum = plus(sum, v2, v128.load(w2 + k));
      v128.store(out + k, plus(sum, v3, v128.load(w3 + k)));
    }
  }
  for (; e < end; e++) {
    const id = <usize>load<u32>(ids + (e << 2));
    let x = load<f32>(values + (e << 2));
    if (lazy) x *= pendingFactor(state, id);
    const w = readableRow(weights, rowBytes, state, blank, id);
    const v = f32x4.splat(x);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      v128.store(out + k, plus(v128.load(out + k), v, v128.load(w + k)));
    }
  }
}

// Scores begin with the intercept; where there is none they go on from what stands there, as a slice before this one left it.
@inline
export function beginScores(out: usize, intercept: usize, rowBytes: usize): void {
  if (intercept != 0) memory.copy(out, intercept, rowBytes);
}

// scores[d] = b + Σ_j x_j W[j] for documents first … last-1 of the batch.
export function scoreDocuments(p: usize, first: i32, last: i32, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const offsets = offsetsAt(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const out = scoresAt(p) + d * rowBytes;
    beginScores(out, interceptAt(p), rowBytes);
    addRows(p, weightsAt(p), <usize>load<u32>(offsets + (d << 2)), <usize>load<u32>(offsets + (d << 2), 4), out, lazy);
  }
}

// Turns scores into the gradient of the loss, g = p − y, in place, for documents first … last-1; writes the loss
// ln Σ exp(s) − s_y of each, the blocks of four codes with some |g| above the threshold (and the block of the document's
// own code), and Σ g² over these blocks. The blocks' g are then multiplied by the document's weight.
export function gradientDocuments(p: usize, first: i32, last: i32): void {
  const stride = strideOf(p);
  const rowBytes = stride << 2;
  for (let d = <usize>first; d < <usize>last; d++) {
    const g = scoresAt(p) + d * rowBytes;
    const label = <usize>load<i32>(labelsAt(p) + (d << 2));
    const weight = load<f32>(documentWeightsAt(p) + (d << 2));
    const top = largest(g, rowBytes);
    const labelScore = load<f32>(g + (label << 2));
    const sum = exponentials(g, rowBytes, top);
    store<f64>(lossesAt(p) + (d << 3), NativeMath.log(<f64>sum) + (<f64>top - <f64>labelScore));
    const inverse = <f32>1 / sum;
    // The label's gradient p − 1 is stored now, so that its block passes the threshold like any other.
    store<f32>(g + (label << 2), (load<f32>(g + (label << 2)) * inverse - <f32>1) * sum);
    const vinverse = f32x4.splat(inverse);
    const vweight = f32x4.splat(weight);
    const vthreshold = f32x4.splat(threshold);
    const active = activeAt(p) + d * stride;
    let count: usize = 0;
    let square4 = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      const q = f32x4.mul(v128.load(g + k), vinverse);
      if (v128.any_true(f32x4.gt(f32x4.abs(q), vthreshold))) {
        const weighted = f32x4.mul(q, vweight);
        v128.store(g + k, weighted);
        square4 = f32x4.add(square4, f32x4.mul(weighted, weighted));
        store<u32>(active + (count << 2), <u32>k);
        count++;
      }
    }
    store<u32>(activeCountsAt(p) + (d << 2), <u32>count);
    store<f32>(squaresAt(p) + (d << 2), sumLanes(square4));
  }
}

// w[k] += v · g[k] for the block of four codes at byte k.
@inline
function addBlock(w: usize, v: v128, g: usize, k: usize): void {
  v128.store(w + k, plus(v128.load(w + k), v, v128.load(g + k)));
}

// W[id] += c · g over the active blocks of one document.
@inline
function addGradient(w: usize, g: usize, active: usize, count: usize, c: f32): void {
  const v = f32x4.splat(c);
  const end = active + (count << 2);
  let a = active;
  for (; a + 16 <= end; a += 16) {
    addBlock(w, v, g, <usize>load<u32>(a));
    addBlock(w, v, g, <usize>load<u32>(a, 4));
    addBlock(w, v, g, <usize>load<u32>(a, 8));
    addBlock(w, v, g, <usize>load<u32>(a, 12));
  }
  for (; a < end; a += 4) addBlock(w, v, g, <usize>load<u32>(a));
}

// Brings the penalty of a weight row up to date and notes the time.
@inline
function settleRow(w: usize, row: usize, rowBytes: usize): void {
  const last = load<u32>(row, 4);
  store<u32>(row, clock, 4);
  const square = load<f32>(row);
  if (square == 0 || last == clock) return;
  const rate = rateOf(square);
  const elapsed = <f32>(clock - last);
  const factor = f32x4.splat(<f32>1 / (<f32>1 + rate * l2 * elapsed));
  if (l1 == 0) {
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(w + k, f32x4.mul(factor, v128.load(w + k)));
    return;
  }
  const shrink = f32x4.splat(rate * l1 * elapsed);
  const zero = f32x4.splat(0);
  for (let k: usize = 0; k < rowBytes; k += 16) {
    const v = v128.load(w + k);
    const magnitude = f32x4.max(f32x4.sub(f32x4.abs(v), shrink), zero);
    const signed = v128.or(magnitude, v128.and(v, i32x4.splat(0x80000000)));
    v128.store(w + k, f32x4.mul(factor, signed));
  }
}

// Starts the clock of a weight row that no document moved yet, and with a blank row the weight row itself.
@inline
function openRow(w: usize, row: usize, rowBytes: usize, isBlank: bool): void {
  store<u32>(row, clock, 4);
  if (isBlank) memory.fill(w, 0, rowBytes);
}

// Settles the rows of this worker that the batch visits, before it is scored. Needed with l1 only.
export function settleBatch(p: usize, documentCount: i32, worker: u32, workerCount: u32): void {
  const rowBytes = strideOf(p) << 2;
  const ids = idsAt(p);
  const end = <usize>load<u32>(offsetsAt(p) + (<usize>documentCount << 2));
  for (let e: usize = 0; e < end; e++) {
    const id = load<u32>(ids + (e << 2));
    if (id % workerCount != worker) continue;
    settleRow(weightsAt(p) + <usize>id * rowBytes, stateAt(p) + (<usize>id << 3), rowBytes);
  }
}

// Applies the batch to the weight rows of this worker, in document order:
//   square[j] += x_j² Σ g²,   W[j] −= rate(square[j]) · x_j · g.
export function updateRows(p: usize, documentCount: i32, worker: u32, workerCount: u32): void {
  const stride = strideOf(p);
  const rowBytes = stride << 2;
  const weights = weightsAt(p);
  const state = stateAt(p);
  const ids = idsAt(p);
  const values = valuesAt(p);
  const offsets = offsetsAt(p);
  const blank = blankAt(p);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const count = <usize>load<u32>(activeCountsAt(p) + (d << 2));
    const active = activeAt(p) + d * stride;
    const g = scoresAt(p) + d * rowBytes;
    const square = load<f32>(squaresAt(p) + (d << 2));
    const end = <usize>load<u32>(offsets + (d << 2), 4);
    for (let e = <usize>load<u32>(offsets + (d << 2)); e < end; e++) {
      const id = load<u32>(ids + (e << 2));
      if (id % workerCount != worker) continue;
      const row = state + (<usize>id << 3);
      const w = weights + <usize>id * rowBytes;
      if (load<f32>(row) == 0) openRow(w, row, rowBytes, blank != 0);
      else if (load<u32>(row, 4) != clock) settleRow(w, row, rowBytes);
      const x = load<f32>(values + (e << 2));
      const total = load<f32>(row) + x * x * square;
      store<f32>(row, total);
      if (total > 0) addGradient(w, g, active, count, -rateOf(total) * x);
    }
  }
}

// The intercept, visited by every document and free of the penalty, has a step size for each code:
//   square[k] += g_k²,   b[k] −= interceptStep / √square[k] · g_k,
// for the codes of blocks first … last-1 (in bytes); blocks are listed in ascending order.
export function updateIntercept(p: usize, documentCount: i32, first: usize, last: usize): void {
  const stride = strideOf(p);
  const squares = interceptStateAt(p);
  const intercept = interceptAt(p);
  const negativeStep = f32x4.splat(-interceptStep);
  const tiny = f32x4.splat(1e-30);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const g = scoresAt(p) + d * (stride << 2);
    const active = activeAt(p) + d * stride;
    const count = <usize>load<u32>(activeCountsAt(p) + (d << 2));
    for (let a: usize = 0; a < count; a++) {
      const k = <usize>load<u32>(active + (a << 2));
      if (k < first) continue;
      if (k >= last) break;
      const gradient = v128.load(g + k);
      const total = f32x4.add(v128.load(squares + k), f32x4.mul(gradient, gradient));
      v128.store(squares + k, total);
      const rate = f32x4.div(f32x4.mul(negativeStep, gradient), f32x4.sqrt(f32x4.add(total, tiny)));
      v128.store(intercept + k, f32x4.add(v128.load(intercept + k), rate));
    }
  }
}

// Brings the penalty of rows first … last-1 up to date (end of a pass).
export function settleRows(p: usize, first: u32, last: u32): void {
  const rowBytes = strideOf(p) << 2;
  for (let id = <usize>first; id < <usize>last; id++) {
    settleRow(weightsAt(p) + id * rowBytes, stateAt(p) + (id << 3), rowBytes);
  }
}

// Zeroes those of rows first … last-1 that no document moved: what the blank row stood for.
export function clearRows(p: usize, first: u32, last: u32): void {
  const rowBytes = strideOf(p) << 2;
  for (let id = <usize>first; id < <usize>last; id++) {
    if (load<f32>(stateAt(p) + (id << 3)) == 0) memory.fill(weightsAt(p) + id * rowBytes, 0, rowBytes);
  }
}

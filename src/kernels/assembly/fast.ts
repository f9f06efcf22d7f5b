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

// A weight row is scale · what memory holds, so that the ridge costs a visited row one number instead of a write to every code
// (Bottou 2012, Stochastic Gradient Descent Tricks). Its state is 16 bytes: Σ x² ‖g‖² so far (f32), the clock at its last visit (u32), the scale (f32), nothing.
export const STATE_SHIFT: usize = 4;
const LAST: usize = 4;
const SCALE: usize = 8;

// A scale below it is folded into the row, long before numbers grow too large.
const LEAST_SCALE: f32 = 1e-6;

// The scale of a weight row with what it still owes to the penalty: the ridge step of all documents since its last visit at once,
// scale / (1 + rate·l2·documents), the closed form of the proximal step.
@inline
function pendingScale(row: usize): f32 {
  const square = load<f32>(row);
  return square == 0 ? 1 : load<f32>(row, SCALE) / (<f32>1 + rateOf(square) * l2 * <f32>(clock - load<u32>(row, LAST)));
}

// The same of four weight rows.
@inline
function pendingScales(state: usize, id0: usize, id1: usize, id2: usize, id3: usize): v128 {
  const row0 = v128.load(state + (id0 << STATE_SHIFT));
  const row1 = v128.load(state + (id1 << STATE_SHIFT));
  const row2 = v128.load(state + (id2 << STATE_SHIFT));
  const row3 = v128.load(state + (id3 << STATE_SHIFT));
  const low01 = v128.shuffle<u32>(row0, row1, 0, 4, 1, 5);
  const low23 = v128.shuffle<u32>(row2, row3, 0, 4, 1, 5);
  const squares = v128.shuffle<u32>(low01, low23, 0, 1, 4, 5);
  const lasts = v128.shuffle<u32>(low01, low23, 2, 3, 6, 7);
  const scales = v128.shuffle<u32>(v128.shuffle<u32>(row0, row1, 2, 6, 3, 7), v128.shuffle<u32>(row2, row3, 2, 6, 3, 7), 0, 1, 4, 5);
  const elapsed = f32x4.convert_i32x4_u(i32x4.sub(i32x4.splat(clock), lasts));
  const rates = f32x4.div(f32x4.splat(step), f32x4.add(f32x4.sqrt(squares), f32x4.splat(step * l2 * <f32>clock)));
  const one = f32x4.splat(1);
  const pending = f32x4.div(scales, f32x4.add(one, f32x4.mul(f32x4.mul(rates, f32x4.splat(l2)), elapsed)));
  return v128.bitselect(one, pending, f32x4.eq(squares, f32x4.splat(0)));
}

// Where to read a weight row: one that no document moved yet is the blank row, if there is one.
@inline
function readableRow(weights: usize, rowBytes: usize, state: usize, blank: usize, id: usize): usize {
  return blank != 0 && load<f32>(state + (id << STATE_SHIFT)) == 0 ? blank : weights + id * rowBytes;
}

// sum + v · w, four codes.
@inline
function plus(sum: v128, v: v128, w: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v, w));
}

// The values of four entries, with `lazy` times the scales of their rows.
@inline
function scaledValues(value: usize, id: usize, state: usize, lazy: bool): v128 {
  const x = v128.load(value);
  return lazy ? f32x4.mul(x, pendingScales(state, <usize>load<u32>(id), <usize>load<u32>(id, 4), <usize>load<u32>(id, 8), <usize>load<u32>(id, 12))) : x;
}

// out[k] = start[k] + Σ_e x_e · scale_e · W[id_e][k], entries in order, eight or four at a time so that each output is loaded once for
// them. Where there is no start (0) the sums go on from what stands in `out`, as a slice before this one left it.
// `lazy`: rows of a fast fit under way, some behind with their penalty, some not there yet.
@inline
export function addRows(p: usize, weights: usize, begin: usize, end: usize, start: usize, out: usize, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const state = stateAt(p);
  const blank = lazy ? blankAt(p) : 0;
  let id = idsAt(p) + (begin << 2);
  let value = valuesAt(p) + (begin << 2);
  const last = idsAt(p) + (end << 2);
  let from = start == 0 ? out : start;
  for (; id + 32 <= last; id += 32, value += 32) {
    const xa = scaledValues(value, id, state, lazy);
    const xb = scaledValues(value + 16, id + 16, state, lazy);
    const w0 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 0));
    const w1 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 4));
    const w2 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 8));
    const w3 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 12));
    const w4 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 16));
    const w5 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 20));
    const w6 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 24));
    const w7 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 28));
    const v0 = f32x4.splat(f32x4.extract_lane(xa, 0));
    const v1 = f32x4.splat(f32x4.extract_lane(xa, 1));
    const v2 = f32x4.splat(f32x4.extract_lane(xa, 2));
    const v3 = f32x4.splat(f32x4.extract_lane(xa, 3));
    const v4 = f32x4.splat(f32x4.extract_lane(xb, 0));
    const v5 = f32x4.splat(f32x4.extract_lane(xb, 1));
    const v6 = f32x4.splat(f32x4.extract_lane(xb, 2));
    const v7 = f32x4.splat(f32x4.extract_lane(xb, 3));
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let sum = plus(v128.load(from + k), v0, v128.load(w0 + k));
      sum = plus(sum, v1, v128.load(w1 + k));
      sum = plus(sum, v2, v128.load(w2 + k));
      sum = plus(sum, v3, v128.load(w3 + k));
      sum = plus(sum, v4, v128.load(w4 + k));
      sum = plus(sum, v5, v128.load(w5 + k));
      sum = plus(sum, v6, v128.load(w6 + k));
      v128.store(out + k, plus(sum, v7, v128.load(w7 + k)));
    }
    from = out;
  }
  for (; id + 16 <= last; id += 16, value += 16) {
    const x = scaledValues(value, id, state, lazy);
    const w0 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 0));
    const w1 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 4));
    const w2 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 8));
    const w3 = readableRow(weights, rowBytes, state, blank, <usize>load<u32>(id, 12));
    const v0 = f32x4.splat(f32x4.extract_lane(x, 0));
    const v1 = f32x4.splat(f32x4.extract_lane(x, 1));
    const v2 = f32x4.splat(f32x4.extract_lane(x, 2));
    const v3 = f32x4.splat(f32x4.extract_lane(x, 3));
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let sum = plus(v128.load(from + k), v0, v128.load(w0 + k));
      sum = plus(sum, v1, v128.load(w1 + k));
      sum = plus(sum, v2, v128.load(w2 + k));
      v128.store(out + k, plus(sum, v3, v128.load(w3 + k)));
    }
    from = out;
  }
  for (; id < last; id += 4, value += 4) {
    const row = <usize>load<u32>(id);
    const w = readableRow(weights, rowBytes, state, blank, row);
    const v = f32x4.splat(lazy ? load<f32>(value) * pendingScale(state + (row << STATE_SHIFT)) : load<f32>(value));
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(out + k, plus(v128.load(from + k), v, v128.load(w + k)));
    from = out;
  }
  if (from != out) memory.copy(out, from, rowBytes);
}

// scores[d] = b + Σ_j x_j W[j] for documents first … last-1 of the batch.
export function scoreDocuments(p: usize, first: i32, last: i32, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const offsets = offsetsAt(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const out = scoresAt(p) + d * rowBytes;
    addRows(p, weightsAt(p), <usize>load<u32>(offsets + (d << 2)), <usize>load<u32>(offsets + (d << 2), 4), interceptAt(p), out, lazy);
  }
}

// Turns scores into the gradient of the loss, g = p − y, in place, for documents first … last-1; writes the loss
// ln Σ exp(s) − s_y of each, the blocks of four codes with some |g| above the threshold (and the block of the document's
// own code), and Σ g² over these blocks. The blocks' g are multiplied by the document's weight and stand one behind the other
// at the front, in the order of the list: whoever moves weights by them, often on another core, then reads a few lines.
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
        v128.store(g + (count << 4), weighted);
        square4 = f32x4.add(square4, f32x4.mul(weighted, weighted));
        store<u32>(active + (count << 2), <u32>k);
        count++;
      }
    }
    store<u32>(activeCountsAt(p) + (d << 2), <u32>count);
    store<f32>(squaresAt(p) + (d << 2), sumLanes(square4));
  }
}

// w += v · g, four codes.
@inline
function addBlock(w: usize, v: v128, g: usize): void {
  v128.store(w, plus(v128.load(w), v, v128.load(g)));
}

// W[id] += c · g over the active blocks of one document.
@inline
function addGradient(w: usize, g: usize, active: usize, count: usize, c: f32): void {
  const v = f32x4.splat(c);
  const end = active + (count << 2);
  let a = active;
  let from = g;
  for (; a + 16 <= end; a += 16, from += 64) {
    addBlock(w + <usize>load<u32>(a), v, from);
    addBlock(w + <usize>load<u32>(a, 4), v, from + 16);
    addBlock(w + <usize>load<u32>(a, 8), v, from + 32);
    addBlock(w + <usize>load<u32>(a, 12), v, from + 48);
  }
  for (; a < end; a += 4, from += 16) addBlock(w + <usize>load<u32>(a), v, from);
}

// Brings the penalty of a weight row up to date and its scale to 1, and notes the time.
@inline
function settleRow(w: usize, row: usize, rowBytes: usize): void {
  const square = load<f32>(row);
  const elapsed = <f32>(clock - load<u32>(row, LAST));
  const scale = pendingScale(row);
  store<u32>(row, clock, LAST);
  if (square == 0) return;
  store<f32>(row, 1, SCALE);
  if (scale == 1 && (l1 == 0 || elapsed == 0)) return;
  const factor = f32x4.splat(scale);
  if (l1 == 0) {
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(w + k, f32x4.mul(factor, v128.load(w + k)));
    return;
  }
  const shrink = f32x4.splat(rateOf(square) * l1 * elapsed);
  const zero = f32x4.splat(0);
  for (let k: usize = 0; k < rowBytes; k += 16) {
    const v = v128.load(w + k);
    const magnitude = f32x4.max(f32x4.sub(f32x4.abs(v), shrink), zero);
    const signed = v128.or(magnitude, v128.and(v, i32x4.splat(0x80000000)));
    v128.store(w + k, f32x4.mul(factor, signed));
  }
}

// Brings the penalty of a weight row that the batch moves up to date: the scale alone will do, unless there is l1 or it is tiny.
@inline
function visitRow(w: usize, row: usize, rowBytes: usize): void {
  const scale = pendingScale(row);
  if (l1 != 0 || scale < LEAST_SCALE) {
    settleRow(w, row, rowBytes);
    return;
  }
  store<u32>(row, clock, LAST);
  store<f32>(row, scale, SCALE);
}

// Starts the clock of a weight row that no document moved yet, and with a blank row the weight row itself.
@inline
function openRow(w: usize, row: usize, rowBytes: usize, isBlank: bool): void {
  store<u32>(row, clock, LAST);
  store<f32>(row, 1, SCALE);
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
    settleRow(weightsAt(p) + <usize>id * rowBytes, stateAt(p) + (<usize>id << STATE_SHIFT), rowBytes);
  }
}

// Applies the batch to the weight rows of this worker, in document order:
//   square[j] += x_j² Σ g²,   W[j] −= rate(square[j]) · x_j · g, in memory divided by the scale.
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
      const row = state + (<usize>id << STATE_SHIFT);
      const w = weights + <usize>id * rowBytes;
      if (load<f32>(row) == 0) openRow(w, row, rowBytes, blank != 0);
      else if (load<u32>(row, LAST) != clock) visitRow(w, row, rowBytes);
      const x = load<f32>(values + (e << 2));
      const total = load<f32>(row) + x * x * square;
      store<f32>(row, total);
      if (total > 0) addGradient(w, g, active, count, (-rateOf(total) * x) / load<f32>(row, SCALE));
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
      const gradient = v128.load(g + (a << 4));
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
    settleRow(weightsAt(p) + id * rowBytes, stateAt(p) + (id << STATE_SHIFT), rowBytes);
  }
}

// Zeroes those of rows first … last-1 that no document moved: what the blank row stood for.
export function clearRows(p: usize, first: u32, last: u32): void {
  const rowBytes = strideOf(p) << 2;
  for (let id = <usize>first; id < <usize>last; id++) {
    if (load<f32>(stateAt(p) + (id << STATE_SHIFT)) == 0) memory.fill(weightsAt(p) + id * rowBytes, 0, rowBytes);
  }
}

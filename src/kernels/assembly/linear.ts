// The hot loops of multinomial logistic regression over sparse rows. Plain TypeScript with the same arithmetic, operation
// by operation, stands in src/kernels/reference.ts; a test compares the two to the bit.
//
// Every function takes `p`, the address of the fit's layout: a table of u32 addresses and sizes,
// written by src/kernels/linear-layout.ts in this order.

// @ts-nocheck: AssemblyScript, not TypeScript

@inline function weightsAt(p: usize): usize { return <usize>load<u32>(p); }
@inline function stateAt(p: usize): usize { return <usize>load<u32>(p, 4); }
@inline function strideOf(p: usize): usize { return <usize>load<u32>(p, 8); }
@inline function classCountOf(p: usize): usize { return <usize>load<u32>(p, 12); }
@inline function offsetsAt(p: usize): usize { return <usize>load<u32>(p, 16); }
@inline function idsAt(p: usize): usize { return <usize>load<u32>(p, 20); }
@inline function valuesAt(p: usize): usize { return <usize>load<u32>(p, 24); }
@inline function labelsAt(p: usize): usize { return <usize>load<u32>(p, 28); }
@inline function documentWeightsAt(p: usize): usize { return <usize>load<u32>(p, 32); }
@inline function scoresAt(p: usize): usize { return <usize>load<u32>(p, 36); }
@inline function activeAt(p: usize): usize { return <usize>load<u32>(p, 40); }
@inline function activeCountsAt(p: usize): usize { return <usize>load<u32>(p, 44); }
@inline function squaresAt(p: usize): usize { return <usize>load<u32>(p, 48); }
@inline function lossesAt(p: usize): usize { return <usize>load<u32>(p, 52); }
@inline function interceptAt(p: usize): usize { return <usize>load<u32>(p, 56); }

// Parameters of the solver: globals of the instance, so that each worker sets its own.
let l2: f32 = 0;
let l1: f32 = 0;
let step: f32 = 0;
let interceptStep: f32 = 0;
let threshold: f32 = 0;
let clock: u32 = 0;

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

// Four floats of e^x (Cephes expf: argument reduction by ln 2 in two parts, polynomial of degree 5; relative error < 2e-7).
// x is at most 0 here; below -87 the result is 0.
@inline
function exp4(x: v128): v128 {
  const tooSmall = f32x4.lt(x, f32x4.splat(-87.0));
  const clamped = f32x4.max(x, f32x4.splat(-87.0));
  const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.mul(f32x4.mul(r, r), y), f32x4.add(r, f32x4.splat(1.0)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.andnot(f32x4.mul(y, power), tooSmall);
}

@inline
function sumLanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
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
  if (square == 0) return 1;
  const elapsed = <f32>(clock - load<u32>(row, 4));
  return <f32>1 / (<f32>1 + rateOf(square) * l2 * elapsed);
}

// out[k] += Σ_e x_e · factor_e · W[id_e][k], entries in order, four at a time so that each output is loaded once for four rows.
@inline
function addRows(p: usize, weights: usize, begin: usize, end: usize, out: usize, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const ids = idsAt(p);
  const values = valuesAt(p);
  const state = stateAt(p);
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
    const w0 = weights + id0 * rowBytes;
    const w1 = weights + id1 * rowBytes;
    const w2 = weights + id2 * rowBytes;
    const w3 = weights + id3 * rowBytes;
    const v0 = f32x4.splat(x0);
    const v1 = f32x4.splat(x1);
    const v2 = f32x4.splat(x2);
    const v3 = f32x4.splat(x3);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      let sum = v128.load(out + k);
      sum = f32x4.add(sum, f32x4.mul(v0, v128.load(w0 + k)));
      sum = f32x4.add(sum, f32x4.mul(v1, v128.load(w1 + k)));
      sum = f32x4.add(sum, f32x4.mul(v2, v128.load(w2 + k)));
      sum = f32x4.add(sum, f32x4.mul(v3, v128.load(w3 + k)));
      v128.store(out + k, sum);
    }
  }
  for (; e < end; e++) {
    const id = <usize>load<u32>(ids + (e << 2));
    let x = load<f32>(values + (e << 2));
    if (lazy) x *= pendingFactor(state, id);
    const w = weights + id * rowBytes;
    const v = f32x4.splat(x);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      v128.store(out + k, f32x4.add(v128.load(out + k), f32x4.mul(v, v128.load(w + k))));
    }
  }
}

// scores[d] = b + Σ_j x_j W[j] for documents first … last-1 of the batch.
export function scoreDocuments(p: usize, first: i32, last: i32, lazy: bool): void {
  const rowBytes = strideOf(p) << 2;
  const offsets = offsetsAt(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const out = scoresAt(p) + d * rowBytes;
    memory.copy(out, interceptAt(p), rowBytes);
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
    let top4 = v128.load(g);
    for (let k: usize = 16; k < rowBytes; k += 16) top4 = f32x4.max(top4, v128.load(g + k));
    const top = max<f32>(
      max<f32>(f32x4.extract_lane(top4, 0), f32x4.extract_lane(top4, 1)),
      max<f32>(f32x4.extract_lane(top4, 2), f32x4.extract_lane(top4, 3)),
    );
    const labelScore = load<f32>(g + (label << 2));
    const vtop = f32x4.splat(top);
    let sum4 = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      const e = exp4(f32x4.sub(v128.load(g + k), vtop));
      sum4 = f32x4.add(sum4, e);
      v128.store(g + k, e);
    }
    const sum = sumLanes(sum4);
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

// W[id] += c · g over the active blocks of one document.
@inline
function addGradient(w: usize, g: usize, active: usize, count: usize, c: f32): void {
  const v = f32x4.splat(c);
  for (let a: usize = 0; a < count; a++) {
    const k = <usize>load<u32>(active + (a << 2));
    v128.store(w + k, f32x4.add(v128.load(w + k), f32x4.mul(v, v128.load(g + k))));
  }
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
      if (load<u32>(row, 4) != clock || load<f32>(row) == 0) settleRow(w, row, rowBytes);
      const x = load<f32>(values + (e << 2));
      const total = load<f32>(row) + x * x * square;
      store<f32>(row, total);
      if (total > 0) addGradient(w, g, active, count, -rateOf(total) * x);
    }
  }
}

// The intercept, visited by every document and free of the penalty, has a step size for each code:
//   square[k] += g_k²,   b[k] −= interceptStep / √square[k] · g_k.
export function updateIntercept(p: usize, documentCount: i32): void {
  const stride = strideOf(p);
  const squares = <usize>load<u32>(p, 60);
  const intercept = interceptAt(p);
  const negativeStep = f32x4.splat(-interceptStep);
  const tiny = f32x4.splat(1e-30);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const g = scoresAt(p) + d * (stride << 2);
    const active = activeAt(p) + d * stride;
    const count = <usize>load<u32>(activeCountsAt(p) + (d << 2));
    for (let a: usize = 0; a < count; a++) {
      const k = <usize>load<u32>(active + (a << 2));
      const gradient = v128.load(g + k);
      const total = f32x4.add(v128.load(squares + k), f32x4.mul(gradient, gradient));
      v128.store(squares + k, total);
      const rate = f32x4.div(f32x4.mul(negativeStep, gradient), f32x4.sqrt(f32x4.add(total, tiny)));
      v128.store(intercept + k, f32x4.add(v128.load(intercept + k), rate));
    }
  }
}

// ---- a hidden layer: scores = b + h B, where the rows of B are what p's table calls weights, and h has a table of its own ----

// Hands the gradient back through B for documents first … last-1: gh[k] = Σ_c g_c B[k][c] over the active blocks, and Σ gh²,
// into the scores and squares of `hidden`, whose stride is the number of rows of B.
export function backDocuments(p: usize, hidden: usize, first: i32, last: i32): void {
  const stride = strideOf(p);
  const rowBytes = stride << 2;
  const rank = strideOf(hidden);
  for (let d = <usize>first; d < <usize>last; d++) {
    const g = scoresAt(p) + d * rowBytes;
    const active = activeAt(p) + d * stride;
    const count = <usize>load<u32>(activeCountsAt(p) + (d << 2));
    const out = scoresAt(hidden) + d * (rank << 2);
    let square: f32 = 0;
    for (let k: usize = 0; k < rank; k++) {
      const row = weightsAt(p) + k * rowBytes;
      let sum4 = f32x4.splat(0);
      for (let a: usize = 0; a < count; a++) {
        const at = <usize>load<u32>(active + (a << 2));
        sum4 = f32x4.add(sum4, f32x4.mul(v128.load(g + at), v128.load(row + at)));
      }
      const sum = sumLanes(sum4);
      store<f32>(out + (k << 2), sum);
      square += sum * sum;
    }
    store<f32>(squaresAt(hidden) + (d << 2), square);
  }
}

// Applies the batch to columns first … last-1 (in bytes) of B, in document order, each column with a step size of its own:
//   square[c] += g_c² Σ h²,   B[k][c] −= rate(square[c]) · h_k · g_c,
// then the penalty of the batch's documents. `values` of p's table holds the h, `squares` the sums square[c].
export function updateColumns(p: usize, squares: usize, rank: u32, documentCount: i32, first: usize, last: usize): void {
  const stride = strideOf(p);
  const rowBytes = stride << 2;
  const weights = weightsAt(p);
  const shift = f32x4.splat(step * l2 * <f32>clock);
  const negativeStep = f32x4.splat(-step);
  const one = f32x4.splat(1);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const h = valuesAt(p) + d * (<usize>rank << 2);
    let square: f32 = 0;
    for (let k: usize = 0; k < <usize>rank; k++) square += load<f32>(h + (k << 2)) * load<f32>(h + (k << 2));
    const square4 = f32x4.splat(square);
    const g = scoresAt(p) + d * rowBytes;
    const active = activeAt(p) + d * stride;
    const count = <usize>load<u32>(activeCountsAt(p) + (d << 2));
    for (let a: usize = 0; a < count; a++) {
      const at = <usize>load<u32>(active + (a << 2));
      if (at < first || at >= last) continue;
      const gradient = v128.load(g + at);
      const total = f32x4.add(v128.load(squares + at), f32x4.mul(f32x4.mul(gradient, gradient), square4));
      v128.store(squares + at, total);
      // 1 beside the sum: a code's first row does not yet throw it as far as the step goes.
      const rate = f32x4.div(negativeStep, f32x4.add(f32x4.sqrt(f32x4.add(one, total)), shift));
      const move = f32x4.mul(rate, gradient);
      for (let k: usize = 0; k < <usize>rank; k++) {
        const w = weights + k * rowBytes + at;
        v128.store(w, f32x4.add(v128.load(w), f32x4.mul(f32x4.splat(load<f32>(h + (k << 2))), move)));
      }
    }
  }
  if (l2 == 0) return;
  const documents = f32x4.splat(step * l2 * <f32>documentCount);
  for (let at = first; at < last; at += 16) {
    const root = f32x4.add(f32x4.sqrt(f32x4.add(one, v128.load(squares + at))), shift);
    const factor = f32x4.div(root, f32x4.add(root, documents));
    for (let k: usize = 0; k < <usize>rank; k++) {
      const w = weights + k * rowBytes + at;
      v128.store(w, f32x4.mul(factor, v128.load(w)));
    }
  }
}

// out[j] = start + Σ_k left[j][k] B[k] for rows first … last-1 of `left`, which are `rank` long; those of `out` are as long as
// B's. Sixteen columns of B at a time, which stay in the cache while all rows pass, with the sums in registers: terms of a
// number are added in order of k, as in addRows.
@inline
function multiply(p: usize, left: usize, rank: usize, first: usize, last: usize, start: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const wide = rowBytes & ~63;
  for (let c: usize = 0; c < wide; c += 64) {
    for (let j = first; j < last; j++) {
      const row = left + j * (rank << 2);
      let s0 = v128.load(start + c);
      let s1 = v128.load(start + c, 16);
      let s2 = v128.load(start + c, 32);
      let s3 = v128.load(start + c, 48);
      let b = weightsAt(p) + c;
      for (let k: usize = 0; k < rank; k++, b += rowBytes) {
        const a = v128.load32_splat(row + (k << 2));
        s0 = f32x4.add(s0, f32x4.mul(a, v128.load(b)));
        s1 = f32x4.add(s1, f32x4.mul(a, v128.load(b, 16)));
        s2 = f32x4.add(s2, f32x4.mul(a, v128.load(b, 32)));
        s3 = f32x4.add(s3, f32x4.mul(a, v128.load(b, 48)));
      }
      const target = out + j * rowBytes + c;
      v128.store(target, s0);
      v128.store(target, s1, 16);
      v128.store(target, s2, 32);
      v128.store(target, s3, 48);
    }
  }
  for (let c = wide; c < rowBytes; c += 16) {
    for (let j = first; j < last; j++) {
      const row = left + j * (rank << 2);
      let sum = v128.load(start + c);
      let b = weightsAt(p) + c;
      for (let k: usize = 0; k < rank; k++, b += rowBytes) sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(row + (k << 2)), v128.load(b)));
      v128.store(out + j * rowBytes + c, sum);
    }
  }
}

// scores[d] = b + h[d] B for documents first … last-1 of the batch.
export function scoreHidden(p: usize, rank: u32, first: i32, last: i32): void {
  multiply(p, valuesAt(p), <usize>rank, <usize>first, <usize>last, interceptAt(p), scoresAt(p));
}

// out[j] = A[j] B for rows first … last-1 of A, which is what `hidden` calls weights; `zeros` is a row of them.
export function multiplyRows(p: usize, hidden: usize, first: u32, last: u32, zeros: usize, out: usize): void {
  multiply(p, weightsAt(hidden), strideOf(hidden), <usize>first, <usize>last, zeros, out);
}

// Brings the penalty of rows first … last-1 up to date (end of a pass).
export function settleRows(p: usize, first: u32, last: u32): void {
  const rowBytes = strideOf(p) << 2;
  for (let id = <usize>first; id < <usize>last; id++) {
    settleRow(weightsAt(p) + id * rowBytes, stateAt(p) + (id << 3), rowBytes);
  }
}

// Σ w² and Σ |w| over rows first … last-1 in f64, into out[0] and out[1].
export function rowNorms(p: usize, first: u32, last: u32, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const begin = weightsAt(p) + <usize>first * rowBytes;
  const end = weightsAt(p) + <usize>last * rowBytes;
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let absolute = f64x2.splat(0);
  for (let a = begin; a < end; a += 16) {
    const v = v128.load(a);
    const x = f64x2.promote_low_f32x4(v);
    const y = f64x2.promote_low_f32x4(v128.shuffle<u8>(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0));
    low = f64x2.add(low, f64x2.mul(x, x));
    high = f64x2.add(high, f64x2.mul(y, y));
    absolute = f64x2.add(absolute, f64x2.add(f64x2.abs(x), f64x2.abs(y)));
  }
  const square = f64x2.add(low, high);
  store<f64>(out, f64x2.extract_lane(square, 0) + f64x2.extract_lane(square, 1));
  store<f64>(out, f64x2.extract_lane(absolute, 0) + f64x2.extract_lane(absolute, 1), 8);
}

// out[d] = ln Σ_k exp(beta · s_k) for the scores of documents first … last-1; out holds f64.
export function logSumDocuments(p: usize, first: i32, last: i32, beta: f32, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const vbeta = f32x4.splat(beta);
  for (let d = <usize>first; d < <usize>last; d++) {
    const s = scoresAt(p) + d * rowBytes;
    let top4 = v128.load(s);
    for (let k: usize = 16; k < rowBytes; k += 16) top4 = f32x4.max(top4, v128.load(s + k));
    const top = max<f32>(
      max<f32>(f32x4.extract_lane(top4, 0), f32x4.extract_lane(top4, 1)),
      max<f32>(f32x4.extract_lane(top4, 2), f32x4.extract_lane(top4, 3)),
    );
    const vtop = f32x4.splat(top);
    let sum4 = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 16) sum4 = f32x4.add(sum4, exp4(f32x4.mul(f32x4.sub(v128.load(s + k), vtop), vbeta)));
    store<f64>(out + (d << 3), NativeMath.log(<f64>sumLanes(sum4)) + <f64>top * <f64>beta);
  }
}

// ---- f64: objective, gradient and dual point of the weights as they stand ----

@inline function wideAt(p: usize): usize { return <usize>load<u32>(p, 64); }
@inline function gradientAt(p: usize): usize { return <usize>load<u32>(p, 68); }
@inline function entropiesAt(p: usize): usize { return <usize>load<u32>(p, 72); }
@inline function mixtureAt(p: usize): usize { return <usize>load<u32>(p, 76); }

// out[0..3] += x · (four f32 weights at w), in f64.
@inline
function addWide(out: usize, x: v128, w: usize): void {
  v128.store(out, f64x2.add(v128.load(out), f64x2.mul(x, f64x2.promote_low_f32x4(v128.load64_zero(w)))));
  v128.store(out, f64x2.add(v128.load(out, 16), f64x2.mul(x, f64x2.promote_low_f32x4(v128.load64_zero(w, 8)))), 16);
}

// wide[d] = b + Σ_j x_j W[j] in f64.
export function scoreWide(p: usize, first: i32, last: i32): void {
  const stride = strideOf(p);
  const weights = weightsAt(p);
  const ids = idsAt(p);
  const values = valuesAt(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const out = wideAt(p) + d * (stride << 3);
    for (let k: usize = 0; k < stride; k++) store<f64>(out + (k << 3), <f64>load<f32>(interceptAt(p) + (k << 2)));
    const end = <usize>load<u32>(offsetsAt(p) + (d << 2), 4);
    for (let e = <usize>load<u32>(offsetsAt(p) + (d << 2)); e < end; e++) {
      const w = weights + <usize>load<u32>(ids + (e << 2)) * (stride << 2);
      const x = f64x2.splat(<f64>load<f32>(values + (e << 2)));
      for (let k: usize = 0; k < stride; k += 4) addWide(out + (k << 3), x, w + (k << 2));
    }
  }
}

// Turns scores z into α = weight · ((1 − t)·p + t·u − y) in place, with t and u of the mixture (t = 0: the gradient), and
// writes weight · loss and weight · Σ p ln p of each document.
export function gradientWide(p: usize, first: i32, last: i32, t: f64): void {
  const stride = strideOf(p);
  const classCount = classCountOf(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const z = wideAt(p) + d * (stride << 3);
    const label = <usize>load<i32>(labelsAt(p) + (d << 2));
    const weight = <f64>load<f32>(documentWeightsAt(p) + (d << 2));
    let top = load<f64>(z);
    for (let k: usize = 1; k < classCount; k++) top = max<f64>(top, load<f64>(z + (k << 3)));
    const labelScore = load<f64>(z + (label << 3));
    let sum: f64 = 0;
    let mean: f64 = 0;
    for (let k: usize = 0; k < classCount; k++) {
      const shifted = load<f64>(z + (k << 3)) - top;
      const e = shifted < -700 ? 0 : NativeMath.exp(shifted);
      sum += e;
      mean += e * shifted;
      store<f64>(z + (k << 3), e);
    }
    const logSum = NativeMath.log(sum);
    store<f64>(lossesAt(p) + (d << 3), weight * (logSum + top - labelScore));
    store<f64>(entropiesAt(p) + (d << 3), weight * (mean / sum - logSum));
    const keep = (1 - t) / sum;
    for (let k: usize = 0; k < classCount; k++) {
      const q = keep * load<f64>(z + (k << 3)) + t * load<f64>(mixtureAt(p) + (k << 3));
      store<f64>(z + (k << 3), weight * q);
    }
    for (let k = classCount; k < stride; k++) store<f64>(z + (k << 3), 0);
    store<f64>(z + (label << 3), load<f64>(z + (label << 3)) - weight);
  }
}

// gradient[id − firstId] += x · α over the documents in order, for ids firstId … lastId-1 of this worker.
export function accumulateWide(p: usize, documentCount: i32, worker: u32, workerCount: u32, firstId: u32, lastId: u32): void {
  const stride = strideOf(p);
  const rowBytes = stride << 3;
  const ids = idsAt(p);
  const values = valuesAt(p);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const alpha = wideAt(p) + d * rowBytes;
    const end = <usize>load<u32>(offsetsAt(p) + (d << 2), 4);
    for (let e = <usize>load<u32>(offsetsAt(p) + (d << 2)); e < end; e++) {
      const id = load<u32>(ids + (e << 2));
      if (id < firstId || id >= lastId || id % workerCount != worker) continue;
      const row = gradientAt(p) + <usize>(id - firstId) * rowBytes;
      const x = f64x2.splat(<f64>load<f32>(values + (e << 2)));
      for (let k: usize = 0; k < rowBytes; k += 16) {
        v128.store(row + k, f64x2.add(v128.load(row + k), f64x2.mul(x, v128.load(alpha + k))));
      }
    }
  }
}

// For rows first … last-1 of the slice that starts at firstId, with V = gradient / n, on top of what out holds:
//   out[0] += Σ (V + l2·W + l1·sign W)², at W = 0 the smallest subgradient instead,  out[1] += Σ max(|V| − l1, 0)².
export function gradientNorms(p: usize, first: u32, last: u32, firstId: u32, n: f64, ridge: f64, lasso: f64, out: usize): void {
  const stride = strideOf(p);
  let smooth = load<f64>(out);
  let dual = load<f64>(out, 8);
  for (let id = <usize>first; id < <usize>last; id++) {
    const row = gradientAt(p) + (id - <usize>firstId) * (stride << 3);
    const w = weightsAt(p) + id * (stride << 2);
    for (let k: usize = 0; k < stride; k++) {
      const v = load<f64>(row + (k << 3)) / n;
      const weight = <f64>load<f32>(w + (k << 2));
      let g = v + ridge * weight;
      if (weight != 0) g += copysign<f64>(lasso, weight);
      else g = max<f64>(abs<f64>(g) - lasso, 0);
      const excess = max<f64>(abs<f64>(v) - lasso, 0);
      smooth += g * g;
      dual += excess * excess;
    }
  }
  store<f64>(out, smooth);
  store<f64>(out, dual, 8);
}

// ---- f32: full gradients and products with the Hessian, for the exact solver ----

// Vectors have the shape of the weights; `intercept` is the part of a vector that belongs to b. Documents lie `stride` floats
// apart from `scores` on. Row ranges are in floats of the vectors.

// scores[d] = intercept + Σ_j x_j · vector[j] for documents first … last-1.
export function scoreVector(p: usize, first: i32, last: i32, vector: usize, intercept: usize, scores: usize): void {
  const rowBytes = strideOf(p) << 2;
  const offsets = offsetsAt(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const out = scores + d * rowBytes;
    memory.copy(out, intercept, rowBytes);
    addRows(p, vector, <usize>load<u32>(offsets + (d << 2)), <usize>load<u32>(offsets + (d << 2), 4), out, false);
  }
}

// Scores to probabilities in place; weight · loss of each document.
export function softmaxVector(p: usize, first: i32, last: i32, scores: usize): void {
  const rowBytes = strideOf(p) << 2;
  for (let d = <usize>first; d < <usize>last; d++) {
    const s = scores + d * rowBytes;
    const labelScore = load<f32>(s + (<usize>load<i32>(labelsAt(p) + (d << 2)) << 2));
    const weight = <f64>load<f32>(documentWeightsAt(p) + (d << 2));
    let top4 = v128.load(s);
    for (let k: usize = 16; k < rowBytes; k += 16) top4 = f32x4.max(top4, v128.load(s + k));
    const top = max<f32>(
      max<f32>(f32x4.extract_lane(top4, 0), f32x4.extract_lane(top4, 1)),
      max<f32>(f32x4.extract_lane(top4, 2), f32x4.extract_lane(top4, 3)),
    );
    const vtop = f32x4.splat(top);
    let sum4 = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 16) {
      const e = exp4(f32x4.sub(v128.load(s + k), vtop));
      sum4 = f32x4.add(sum4, e);
      v128.store(s + k, e);
    }
    const sum = sumLanes(sum4);
    store<f64>(lossesAt(p) + (d << 3), weight * (NativeMath.log(<f64>sum) + (<f64>top - <f64>labelScore)));
    const inverse = f32x4.splat(<f32>1 / sum);
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(s + k, f32x4.mul(v128.load(s + k), inverse));
  }
}

// out[d] = weight · (p − y). `out` may be the probabilities themselves.
export function residualVector(p: usize, first: i32, last: i32, probabilities: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  for (let d = <usize>first; d < <usize>last; d++) {
    const weight = load<f32>(documentWeightsAt(p) + (d << 2));
    const v = f32x4.splat(weight);
    const q = probabilities + d * rowBytes;
    const r = out + d * rowBytes;
    const label = <usize>load<i32>(labelsAt(p) + (d << 2)) << 2;
    const own = weight * (load<f32>(q + label) - <f32>1);
    for (let k: usize = 0; k < rowBytes; k += 16) v128.store(r + k, f32x4.mul(v, v128.load(q + k)));
    store<f32>(r + label, own);
  }
}

// z[d] = weight · p ∘ (z − p·z), in place.
export function curvatureVector(p: usize, first: i32, last: i32, probabilities: usize, z: usize): void {
  const rowBytes = strideOf(p) << 2;
  for (let d = <usize>first; d < <usize>last; d++) {
    const q = probabilities + d * rowBytes;
    const r = z + d * rowBytes;
    let dot4 = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 16) dot4 = f32x4.add(dot4, f32x4.mul(v128.load(q + k), v128.load(r + k)));
    const mean = f32x4.splat(sumLanes(dot4));
    const weight = f32x4.splat(load<f32>(documentWeightsAt(p) + (d << 2)));
    for (let k: usize = 0; k < rowBytes; k += 16) {
      v128.store(r + k, f32x4.mul(f32x4.mul(weight, v128.load(q + k)), f32x4.sub(v128.load(r + k), mean)));
    }
  }
}

// target[j] += x_j · source[d] over the documents in order, for the rows of this worker.
export function accumulateVector(p: usize, documentCount: i32, worker: u32, workerCount: u32, source: usize, target: usize): void {
  const rowBytes = strideOf(p) << 2;
  const ids = idsAt(p);
  const values = valuesAt(p);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const s = source + d * rowBytes;
    const end = <usize>load<u32>(offsetsAt(p) + (d << 2), 4);
    for (let e = <usize>load<u32>(offsetsAt(p) + (d << 2)); e < end; e++) {
      const id = load<u32>(ids + (e << 2));
      if (id % workerCount != worker) continue;
      const row = target + <usize>id * rowBytes;
      const x = f32x4.splat(load<f32>(values + (e << 2)));
      for (let k: usize = 0; k < rowBytes; k += 16) v128.store(row + k, f32x4.add(v128.load(row + k), f32x4.mul(x, v128.load(s + k))));
    }
  }
}

// sums[k] += source[d][k] in f64 over the documents in order, for codes firstCode … lastCode-1.
export function sumDocuments(p: usize, documentCount: i32, firstCode: u32, lastCode: u32, source: usize, sums: usize): void {
  const rowBytes = strideOf(p) << 2;
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    for (let k = <usize>firstCode; k < <usize>lastCode; k++) {
      const out = sums + (k << 3);
      store<f64>(out, load<f64>(out) + <f64>load<f32>(source + d * rowBytes + (k << 2)));
    }
  }
}

// spread[k] += weight · p (1 − p) in f64 over the documents in order, for codes firstCode … lastCode-1.
export function spreadDocuments(p: usize, documentCount: i32, firstCode: u32, lastCode: u32, probabilities: usize, spread: usize): void {
  const rowBytes = strideOf(p) << 2;
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const weight = <f64>load<f32>(documentWeightsAt(p) + (d << 2));
    for (let k = <usize>firstCode; k < <usize>lastCode; k++) {
      const q = <f64>load<f32>(probabilities + d * rowBytes + (k << 2));
      store<f64>(spread + (k << 3), load<f64>(spread + (k << 3)) + weight * q * (1 - q));
    }
  }
}

// squares[j] += weight · x_j² over the documents in order, for the rows of this worker (f32, one a row).
export function squareRows(p: usize, documentCount: i32, worker: u32, workerCount: u32, squares: usize): void {
  const ids = idsAt(p);
  const values = valuesAt(p);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const weight = load<f32>(documentWeightsAt(p) + (d << 2));
    const end = <usize>load<u32>(offsetsAt(p) + (d << 2), 4);
    for (let e = <usize>load<u32>(offsetsAt(p) + (d << 2)); e < end; e++) {
      const id = load<u32>(ids + (e << 2));
      if (id % workerCount != worker) continue;
      const x = load<f32>(values + (e << 2));
      const out = squares + (<usize>id << 2);
      store<f32>(out, load<f32>(out) + weight * x * x);
    }
  }
}

// Four entries of 1 / M, where M = ridge + a_j · u_k approximates the diagonal of the Hessian.
@inline
function inverseDiagonal(ridge: v128, a: v128, u: usize): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(ridge, f32x4.mul(a, v128.load(u))));
}

@inline
function addDot(sum: v128, a: v128, b: v128): v128 {
  const product = f32x4.mul(a, b);
  const high = v128.shuffle<u8>(product, product, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0);
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(product), f64x2.promote_low_f32x4(high)));
}

@inline
function sumWide(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// For rows first … last-1: g = g / n + ridge · w, r = −g, s = 0, d = r / M; out = Σ g², Σ r² / M.
export function beginStep(p: usize, first: u32, last: u32, n: f32, ridge: f32, squares: usize, spread: usize, g: usize, s: usize, r: usize, d: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const inverse = f32x4.splat(<f32>1 / n);
  const vridge = f32x4.splat(ridge);
  const zero = f32x4.splat(0);
  let norm = f64x2.splat(0);
  let scaled = f64x2.splat(0);
  for (let j = <usize>first; j < <usize>last; j++) {
    const a = f32x4.splat(load<f32>(squares + (j << 2)) / n);
    const row = j * rowBytes;
    for (let k: usize = 0; k < rowBytes; k += 16) {
      const at = row + k;
      const gradient = f32x4.add(f32x4.mul(v128.load(g + at), inverse), f32x4.mul(vridge, v128.load(weightsAt(p) + at)));
      const direction = f32x4.mul(f32x4.neg(gradient), inverseDiagonal(vridge, a, spread + k));
      v128.store(g + at, gradient);
      v128.store(r + at, f32x4.neg(gradient));
      v128.store(s + at, zero);
      v128.store(d + at, direction);
      norm = addDot(norm, gradient, gradient);
      scaled = addDot(scaled, f32x4.neg(gradient), direction);
    }
  }
  store<f64>(out, sumWide(norm));
  store<f64>(out, sumWide(scaled), 8);
}

// For rows first … last-1: h = h / n + ridge · d; out = Σ d · h.
export function finishProduct(p: usize, first: u32, last: u32, n: f32, ridge: f32, d: usize, h: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const inverse = f32x4.splat(<f32>1 / n);
  const vridge = f32x4.splat(ridge);
  let dot = f64x2.splat(0);
  for (let at = <usize>first * rowBytes; at < <usize>last * rowBytes; at += 16) {
    const direction = v128.load(d + at);
    const product = f32x4.add(f32x4.mul(v128.load(h + at), inverse), f32x4.mul(vridge, direction));
    v128.store(h + at, product);
    dot = addDot(dot, direction, product);
  }
  store<f64>(out, sumWide(dot));
  store<f64>(out, 0, 8);
}

// For rows first … last-1: s += alpha · d, r −= alpha · h; out = Σ r², Σ r² / M.
export function moveStep(p: usize, first: u32, last: u32, n: f32, ridge: f32, alpha: f32, squares: usize, spread: usize, s: usize, r: usize, d: usize, h: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const valpha = f32x4.splat(alpha);
  const vridge = f32x4.splat(ridge);
  let norm = f64x2.splat(0);
  let scaled = f64x2.splat(0);
  for (let j = <usize>first; j < <usize>last; j++) {
    const a = f32x4.splat(load<f32>(squares + (j << 2)) / n);
    const row = j * rowBytes;
    for (let k: usize = 0; k < rowBytes; k += 16) {
      const at = row + k;
      v128.store(s + at, f32x4.add(v128.load(s + at), f32x4.mul(valpha, v128.load(d + at))));
      const rest = f32x4.sub(v128.load(r + at), f32x4.mul(valpha, v128.load(h + at)));
      v128.store(r + at, rest);
      norm = addDot(norm, rest, rest);
      scaled = addDot(scaled, rest, f32x4.mul(rest, inverseDiagonal(vridge, a, spread + k)));
    }
  }
  store<f64>(out, sumWide(norm));
  store<f64>(out, sumWide(scaled), 8);
}

// For rows first … last-1: d = r / M + beta · d.
export function turnDirection(p: usize, first: u32, last: u32, n: f32, ridge: f32, beta: f32, squares: usize, spread: usize, r: usize, d: usize): void {
  const rowBytes = strideOf(p) << 2;
  const vbeta = f32x4.splat(beta);
  const vridge = f32x4.splat(ridge);
  for (let j = <usize>first; j < <usize>last; j++) {
    const a = f32x4.splat(load<f32>(squares + (j << 2)) / n);
    const row = j * rowBytes;
    for (let k: usize = 0; k < rowBytes; k += 16) {
      const at = row + k;
      const preconditioned = f32x4.mul(v128.load(r + at), inverseDiagonal(vridge, a, spread + k));
      v128.store(d + at, f32x4.add(preconditioned, f32x4.mul(vbeta, v128.load(d + at))));
    }
  }
}

// For rows first … last-1: w += alpha · s; out = Σ g·s, Σ r·s as they were before.
export function applyStep(p: usize, first: u32, last: u32, alpha: f32, s: usize, g: usize, r: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const valpha = f32x4.splat(alpha);
  let slope = f64x2.splat(0);
  let rest = f64x2.splat(0);
  for (let at = <usize>first * rowBytes; at < <usize>last * rowBytes; at += 16) {
    const step = v128.load(s + at);
    slope = addDot(slope, step, v128.load(g + at));
    rest = addDot(rest, step, v128.load(r + at));
    v128.store(weightsAt(p) + at, f32x4.add(v128.load(weightsAt(p) + at), f32x4.mul(valpha, step)));
  }
  store<f64>(out, sumWide(slope));
  store<f64>(out, sumWide(rest), 8);
}

// ---- steps with l1: weights of 0 whose gradient is within l1 stay as they are, the others keep their sign or become 0 ----

// For rows first … last-1, with v = g / n: out = Σ (w·v + ridge/2·w² + lasso·|w|), Σ max(|v| − lasso, 0)², in f64;
// then g = v + ridge·w + lasso·sign w, at w = 0 the subgradient nearest to 0.
export function subgradientRows(p: usize, first: u32, last: u32, n: f32, ridge: f32, lasso: f32, g: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const inverse = <f32>1 / n;
  let pairing: f64 = 0;
  let excess: f64 = 0;
  for (let at = <usize>first * rowBytes; at < <usize>last * rowBytes; at += 4) {
    const w = load<f32>(weightsAt(p) + at);
    const v = load<f32>(g + at) * inverse;
    const over = max<f64>(abs<f64>(<f64>v) - <f64>lasso, 0);
    excess += over * over;
    const smooth = v + ridge * w;
    if (w != 0) {
      const wide = <f64>w;
      pairing += wide * (<f64>v + 0.5 * <f64>ridge * wide) + <f64>lasso * abs<f64>(wide);
      store<f32>(g + at, smooth + copysign<f32>(lasso, w));
    } else {
      store<f32>(g + at, copysign<f32>(max<f32>(abs<f32>(smooth) - lasso, 0), smooth));
    }
  }
  store<f64>(out, pairing);
  store<f64>(out, excess, 8);
}

// For rows first … last-1: h = 0 where the weight and its subgradient g are 0.
export function keepFree(p: usize, first: u32, last: u32, g: usize, h: usize): void {
  const rowBytes = strideOf(p) << 2;
  const zero = f32x4.splat(0);
  for (let at = <usize>first * rowBytes; at < <usize>last * rowBytes; at += 16) {
    const free = v128.or(f32x4.ne(v128.load(weightsAt(p) + at), zero), f32x4.ne(v128.load(g + at), zero));
    v128.store(h + at, v128.and(v128.load(h + at), free));
  }
}

// For rows first … last-1: w = old + alpha · s, with `bounded` 0 instead where that has not the sign of old, or of −g where old is 0;
// out = Σ g · (w − old).
export function projectRows(p: usize, first: u32, last: u32, alpha: f32, bounded: bool, s: usize, old: usize, g: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  let slope: f64 = 0;
  for (let at = <usize>first * rowBytes; at < <usize>last * rowBytes; at += 4) {
    const from = load<f32>(old + at);
    const subgradient = load<f32>(g + at);
    const side = from != 0 ? from : -subgradient;
    let to = from + alpha * load<f32>(s + at);
    if (bounded && !((side > 0 && to > 0) || (side < 0 && to < 0))) to = 0;
    store<f32>(weightsAt(p) + at, to);
    slope += <f64>subgradient * (<f64>to - <f64>from);
  }
  store<f64>(out, slope);
  store<f64>(out, 0, 8);
}

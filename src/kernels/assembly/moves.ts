// Moves of weight rows by a batch of the fast solver, once its gradients are known.

// @ts-nocheck: AssemblyScript, not TypeScript

import { plus } from './lanes';
import { clock, l1, l2, step } from './solver';
import { activeAt, activeCountsAt, hasBlanks, idsAt, offsetsAt, scoresAt, squaresAt, stateAt, strideOf, valuesAt, weightsAt } from './table';
import { LAST, LEAST_SCALE, openRow, pendingScales, rateOf, SCALE, stateOf, storeStates, visitRow } from './weight-rows';

// Entries whose worker is looked up at once, a bit each.
const CHUNK: usize = 64;

// The document at work: its gradient, the list of its active blocks, how many these are, and Σ g² over them.
let gradient: usize = 0;
let active: usize = 0;
let count: usize = 0;
let square: f32 = 0;

// Applies the batch to the weight rows of this worker, in document order:
//   square[j] += x_j² Σ g²,   W[j] −= rate(square[j]) · x_j · g, in memory divided by the scale.
// Rows of a document are different ones, so that four of them can be moved at once: numbers of four are then worked out side by
// side, and memory fetches four rows while one would keep it waiting.
export function updateRows(p: usize, documentCount: i32, worker: u32, workerCount: u32): void {
  const stride = strideOf(p);
  const rowBytes = stride << 2;
  const weights = weightsAt(p);
  const states = stateAt(p);
  const blank = hasBlanks(p);
  const offsets = offsetsAt(p);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    gradient = scoresAt(p) + d * rowBytes;
    active = activeAt(p) + d * stride;
    count = <usize>load<u32>(activeCountsAt(p) + (d << 2));
    square = load<f32>(squaresAt(p) + (d << 2));
    const end = <usize>load<u32>(offsets + (d << 2), 4);
    for (let e = <usize>load<u32>(offsets + (d << 2)); e < end; e += CHUNK) {
      moveEntries(weights, states, blank, rowBytes, idsAt(p) + (e << 2), valuesAt(p) + (e << 2), ownEntries(idsAt(p) + (e << 2), min<usize>(CHUNK, end - e), worker, workerCount));
    }
  }
}

// Which of so many entries, whose ids lie at `ids`, are this worker's: bit i for entry i.
@inline
function ownEntries(ids: usize, entryCount: usize, worker: u32, workerCount: u32): u64 {
  const all = <u64>-1 >> <u64>(CHUNK - entryCount);
  if (workerCount == 1) return all;
  const mask = workerCount - 1;
  let own: u64 = 0;
  if ((workerCount & mask) == 0) {
    // Four at a time, past the last one too.
    const vmask = i32x4.splat(mask);
    const vworker = i32x4.splat(worker);
    for (let i: usize = 0; i < entryCount; i += 4) {
      own |= <u64>i32x4.bitmask(i32x4.eq(v128.and(v128.load(ids + (i << 2)), vmask), vworker)) << <u64>i;
    }
    return own & all;
  }
  for (let i: usize = 0; i < entryCount; i++) own |= <u64>(load<u32>(ids + (i << 2)) % workerCount == worker) << <u64>i;
  return own;
}

// Moves the rows of those entries from `first` on that have a bit in `own`.
@inline
function moveEntries(weights: usize, states: usize, blank: bool, rowBytes: usize, ids: usize, values: usize, own: u64): void {
  while (l1 == 0 && popcnt<u64>(own) >= 4) {
    const e0 = <usize>ctz<u64>(own) << 2;
    own &= own - 1;
    const e1 = <usize>ctz<u64>(own) << 2;
    own &= own - 1;
    const e2 = <usize>ctz<u64>(own) << 2;
    own &= own - 1;
    const e3 = <usize>ctz<u64>(own) << 2;
    own &= own - 1;
    moveFour(weights, states, blank, rowBytes, ids + e0, ids + e1, ids + e2, ids + e3, values + e0, values + e1, values + e2, values + e3);
  }
  for (; own != 0; own &= own - 1) {
    const e = <usize>ctz<u64>(own) << 2;
    moveRow(weights, states, blank, rowBytes, <usize>load<u32>(ids + e), load<f32>(values + e));
  }
}

// Moves one row.
@inline
function moveRow(weights: usize, states: usize, blank: bool, rowBytes: usize, id: usize, x: f32): void {
  const w = weights + id * rowBytes;
  const row = stateOf(states, id);
  if (load<f32>(row) == 0) openRow(w, row, rowBytes, blank);
  else if (load<u32>(row, LAST) != clock) visitRow(w, row, rowBytes);
  const total = load<f32>(row) + x * x * square;
  store<f32>(row, total);
  if (total > 0) addGradient(w, (-rateOf(total) * x) / load<f32>(row, SCALE));
}

// The same of four rows, whose ids and x lie at these addresses. Rows that are blank, that no gradient moved yet or whose scale is
// tiny are rare, and go the way of a single one.
@inline
function moveFour(weights: usize, states: usize, blank: bool, rowBytes: usize, i0: usize, i1: usize, i2: usize, i3: usize, x0: usize, x1: usize, x2: usize, x3: usize): void {
  const id0 = <usize>load<u32>(i0);
  const id1 = <usize>load<u32>(i1);
  const id2 = <usize>load<u32>(i2);
  const id3 = <usize>load<u32>(i3);
  const row0 = stateOf(states, id0);
  const row1 = stateOf(states, id1);
  const row2 = stateOf(states, id2);
  const row3 = stateOf(states, id3);
  const x = loadFour(x0, x1, x2, x3);
  const scale = pendingScales(row0, row1, row2, row3, 1);
  const before = loadFour(row0, row1, row2, row3);
  const total = f32x4.add(before, f32x4.mul(f32x4.mul(x, x), f32x4.splat(square)));
  const zero = f32x4.splat(0);
  const odd = v128.or(f32x4.lt(scale, f32x4.splat(LEAST_SCALE)), f32x4.eq(blank ? before : total, zero));
  if (v128.any_true(v128.or(odd, f32x4.eq(total, zero)))) {
    moveRow(weights, states, blank, rowBytes, id0, load<f32>(x0));
    moveRow(weights, states, blank, rowBytes, id1, load<f32>(x1));
    moveRow(weights, states, blank, rowBytes, id2, load<f32>(x2));
    moveRow(weights, states, blank, rowBytes, id3, load<f32>(x3));
    return;
  }
  storeStates(row0, row1, row2, row3, total, scale);
  const rate = f32x4.div(f32x4.splat(step), f32x4.add(f32x4.sqrt(total), f32x4.splat(step * l2 * <f32>clock)));
  const c = f32x4.div(f32x4.mul(f32x4.neg(rate), x), scale);
  addGradients(weights + id0 * rowBytes, weights + id1 * rowBytes, weights + id2 * rowBytes, weights + id3 * rowBytes, c, rowBytes);
}

@inline
function loadFour(a: usize, b: usize, c: usize, d: usize): v128 {
  const low = f32x4.replace_lane(v128.load32_zero(a), 1, load<f32>(b));
  return f32x4.replace_lane(f32x4.replace_lane(low, 2, load<f32>(c)), 3, load<f32>(d));
}

// w += v · g, four codes.
@inline
function addBlock(w: usize, v: v128, g: v128): void {
  v128.store(w, plus(v128.load(w), v, g));
}

// W[id] += c · g over the active blocks.
@inline
function addGradient(w: usize, c: f32): void {
  const v = f32x4.splat(c);
  const end = active + (count << 2);
  for (let a = active, g = gradient; a < end; a += 4, g += 16) addBlock(w + <usize>load<u32>(a), v, v128.load(g));
}

// The same of four weight rows. Where all blocks are active the list of them need not be read.
@inline
function addGradients(w0: usize, w1: usize, w2: usize, w3: usize, c: v128, rowBytes: usize): void {
  const c0 = v128.shuffle<u32>(c, c, 0, 0, 0, 0);
  const c1 = v128.shuffle<u32>(c, c, 1, 1, 1, 1);
  const c2 = v128.shuffle<u32>(c, c, 2, 2, 2, 2);
  const c3 = v128.shuffle<u32>(c, c, 3, 3, 3, 3);
  const end = gradient + (count << 4);
  let g = gradient;
  if (count << 4 == rowBytes) {
    for (; g + 32 <= end; g += 32, w0 += 32, w1 += 32, w2 += 32, w3 += 32) {
      const move = v128.load(g);
      const next = v128.load(g, 16);
      addBlock(w0, c0, move);
      addBlock(w0 + 16, c0, next);
      addBlock(w1, c1, move);
      addBlock(w1 + 16, c1, next);
      addBlock(w2, c2, move);
      addBlock(w2 + 16, c2, next);
      addBlock(w3, c3, move);
      addBlock(w3 + 16, c3, next);
    }
  }
  const rest = g - gradient;
  w0 -= rest;
  w1 -= rest;
  w2 -= rest;
  w3 -= rest;
  for (let a = active + (rest >> 2); g < end; a += 4, g += 16) {
    const at = <usize>load<u32>(a);
    const move = v128.load(g);
    addBlock(w0 + at, c0, move);
    addBlock(w1 + at, c1, move);
    addBlock(w2 + at, c2, move);
    addBlock(w3 + at, c3, move);
  }
}

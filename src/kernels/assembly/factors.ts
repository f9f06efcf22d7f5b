// A hidden layer: scores = b + h B, where the rows of B are what p's table calls weights, and h has a table of its own.

// @ts-nocheck: AssemblyScript, not TypeScript

import { plus, sumLanesOfFour } from './lanes';
import { clock, l2, step } from './solver';
import { activeAt, activeCountsAt, interceptAt, scoresAt, squaresAt, strideOf, weightsAt } from './table';

// Documents of a mini-batch at most: BATCH_DOCUMENTS of src/kernels/linear-layout.ts.
const BATCH: usize = 64;

// Hands the gradient back through B for documents first … last-1: gh[k] = Σ_c g_c B[k][c] over the active blocks, and Σ gh²,
// into the scores and squares of `hidden`, whose stride is the number of rows of B, a multiple of 4. Eight rows of B at a time: a
// sum alone would wait for its last term.
export function backDocuments(p: usize, hidden: usize, first: i32, last: i32): void {
  const stride = strideOf(p);
  const rowBytes = stride << 2;
  const rank = strideOf(hidden);
  for (let d = <usize>first; d < <usize>last; d++) {
    const g = scoresAt(p) + d * rowBytes;
    const active = activeAt(p) + d * stride;
    const end = active + (<usize>load<u32>(activeCountsAt(p) + (d << 2)) << 2);
    const out = scoresAt(hidden) + d * (rank << 2);
    let k: usize = 0;
    for (; k + 8 <= rank; k += 8) dotEight(weightsAt(p) + k * rowBytes, rowBytes, g, active, end, out + (k << 2));
    if (k < rank) dotFour(weightsAt(p) + k * rowBytes, rowBytes, g, active, end, out + (k << 2));
    store<f32>(squaresAt(hidden) + (d << 2), squareOf(out, rank));
  }
}

// Σ x² of so many numbers, one after the other.
@inline
function squareOf(x: usize, length: usize): f32 {
  let square: f32 = 0;
  for (let k: usize = 0; k < length; k++) square += load<f32>(x + (k << 2)) * load<f32>(x + (k << 2));
  return square;
}

// sum + g · w over one block.
@inline
function dotBlock(sum: v128, g: v128, w: usize): v128 {
  return f32x4.add(sum, f32x4.mul(g, v128.load(w)));
}

// The dot products of g with four rows, into out[0..3], over the active blocks listed from `active` to `end`.
@inline
function dotFour(row0: usize, rowBytes: usize, g: usize, active: usize, end: usize, out: usize): void {
  const row1 = row0 + rowBytes;
  const row2 = row1 + rowBytes;
  const row3 = row2 + rowBytes;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let a = active; a < end; a += 4, g += 16) {
    const at = <usize>load<u32>(a);
    const move = v128.load(g);
    s0 = dotBlock(s0, move, row0 + at);
    s1 = dotBlock(s1, move, row1 + at);
    s2 = dotBlock(s2, move, row2 + at);
    s3 = dotBlock(s3, move, row3 + at);
  }
  v128.store(out, sumLanesOfFour(s0, s1, s2, s3));
}

// The same with eight rows.
@inline
function dotEight(row0: usize, rowBytes: usize, g: usize, active: usize, end: usize, out: usize): void {
  const row1 = row0 + rowBytes;
  const row2 = row1 + rowBytes;
  const row3 = row2 + rowBytes;
  const row4 = row3 + rowBytes;
  const row5 = row4 + rowBytes;
  const row6 = row5 + rowBytes;
  const row7 = row6 + rowBytes;
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  for (let a = active; a < end; a += 4, g += 16) {
    const at = <usize>load<u32>(a);
    const move = v128.load(g);
    s0 = dotBlock(s0, move, row0 + at);
    s1 = dotBlock(s1, move, row1 + at);
    s2 = dotBlock(s2, move, row2 + at);
    s3 = dotBlock(s3, move, row3 + at);
    s4 = dotBlock(s4, move, row4 + at);
    s5 = dotBlock(s5, move, row5 + at);
    s6 = dotBlock(s6, move, row6 + at);
    s7 = dotBlock(s7, move, row7 + at);
  }
  v128.store(out, sumLanesOfFour(s0, s1, s2, s3));
  v128.store(out, sumLanesOfFour(s4, s5, s6, s7), 16);
}

// What the moves of columns keep for a block of four codes: how many documents move it (u32, in 16 bytes), for each the address of
// its h (u32), and the moves themselves, a vector each.
const HIDDEN: usize = 16;
const MOVES: usize = HIDDEN + 4 * BATCH;
const BLOCK_BYTES: usize = MOVES + 16 * BATCH;

// Applies the batch to columns first … last-1 (in bytes) of B, in document order, each column with a step size of its own:
//   square[c] += g_c² Σ h²,   B[k][c] −= rate(square[c]) · h_k · g_c,
// then the penalty of the batch's documents. `hidden` is where the h of the batch lie, `squares` the sums square[c], `moves` room for
// BLOCK_BYTES a block of codes. The moves rate · g of all documents come first; then B is read and written once.
export function updateColumns(p: usize, hidden: usize, squares: usize, moves: usize, rank: u32, documentCount: i32, first: usize, last: usize): void {
  for (let at = first; at < last; at += 16) store<u32>(moves + (at >> 4) * BLOCK_BYTES, 0);
  for (let d: usize = 0; d < <usize>documentCount; d++) noteMoves(p, hidden + d * (<usize>rank << 2), <usize>rank, squares, moves, d, first, last);
  for (let at = first; at < last; at += 16) moveColumn(p, squares + at, moves + (at >> 4) * BLOCK_BYTES, at, <usize>rank, documentCount);
}

// Adds a document to the squares and notes its moves.
@inline
function noteMoves(p: usize, h: usize, rank: usize, squares: usize, moves: usize, d: usize, first: usize, last: usize): void {
  const stride = strideOf(p);
  const active = activeAt(p) + d * stride;
  const end = active + (<usize>load<u32>(activeCountsAt(p) + (d << 2)) << 2);
  const shift = f32x4.splat(step * l2 * <f32>clock);
  const negativeStep = f32x4.splat(-step);
  const square = f32x4.splat(squareOf(h, rank));
  for (let a = active, g = scoresAt(p) + d * (stride << 2); a < end; a += 4, g += 16) {
    const at = <usize>load<u32>(a);
    if (at < first || at >= last) continue;
    const gradient = v128.load(g);
    const total = f32x4.add(v128.load(squares + at), f32x4.mul(f32x4.mul(gradient, gradient), square));
    v128.store(squares + at, total);
    // 1 beside the sum: a code's first row does not yet throw it as far as the step goes.
    const rate = f32x4.div(negativeStep, f32x4.add(f32x4.sqrt(f32x4.add(f32x4.splat(1), total)), shift));
    const block = moves + (at >> 4) * BLOCK_BYTES;
    const count = <usize>load<u32>(block);
    store<u32>(block, <u32>(count + 1));
    store<u32>(block + HIDDEN + (count << 2), <u32>h);
    v128.store(block + MOVES + (count << 4), f32x4.mul(rate, gradient));
  }
}

// B[k] += Σ_d h_k · move over the documents of a block, whose squares lie at `square`, for all k; then the penalty.
@inline
function moveColumn(p: usize, square: usize, block: usize, at: usize, rank: usize, documentCount: i32): void {
  const rowBytes = strideOf(p) << 2;
  const count = <usize>load<u32>(block);
  let factor = f32x4.splat(1);
  if (l2 != 0) {
    const shift = f32x4.splat(step * l2 * <f32>clock);
    const root = f32x4.add(f32x4.sqrt(f32x4.add(factor, v128.load(square))), shift);
    factor = f32x4.div(root, f32x4.add(root, f32x4.splat(step * l2 * <f32>documentCount)));
  } else if (count == 0) return;
  const hidden = block + HIDDEN;
  const end = hidden + (count << 2);
  const moves = block + MOVES;
  for (let k: usize = 0; k < rank; k += 4) {
    const w0 = weightsAt(p) + k * rowBytes + at;
    const w1 = w0 + rowBytes;
    const w2 = w1 + rowBytes;
    const w3 = w2 + rowBytes;
    let v0 = v128.load(w0);
    let v1 = v128.load(w1);
    let v2 = v128.load(w2);
    let v3 = v128.load(w3);
    for (let from = hidden, m = moves; from < end; from += 4, m += 16) {
      const h = <usize>load<u32>(from) + (k << 2);
      const move = v128.load(m);
      v0 = plus(v0, v128.load32_splat(h), move);
      v1 = plus(v1, v128.load32_splat(h, 4), move);
      v2 = plus(v2, v128.load32_splat(h, 8), move);
      v3 = plus(v3, v128.load32_splat(h, 12), move);
    }
    v128.store(w0, f32x4.mul(factor, v0));
    v128.store(w1, f32x4.mul(factor, v1));
    v128.store(w2, f32x4.mul(factor, v2));
    v128.store(w3, f32x4.mul(factor, v3));
  }
}

// out[j] = start[j] + Σ_k left[j][k] B[k] for rows first … last-1 of `left`, which are `rank` long; those of `out` are as long as
// B's, and rows of `start` lie `startBytes` apart: 0 where all are the same. Sixteen columns of B at a time, which stay in the cache
// while all rows pass, two rows at a time, with the sums in registers: terms of a number are added in order of k, as in addRows.
@inline
function multiply(p: usize, left: usize, rank: usize, first: usize, last: usize, start: usize, startBytes: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const leftBytes = rank << 2;
  const wide = rowBytes & ~63;
  for (let c: usize = 0; c < wide; c += 64) {
    const b = weightsAt(p) + c;
    let j = first;
    for (; j + 2 <= last; j += 2) multiplyTwo(b, rowBytes, left + j * leftBytes, rank, start + j * startBytes + c, startBytes, out + j * rowBytes + c);
    if (j < last) multiplyOne(b, rowBytes, left + j * leftBytes, rank, start + j * startBytes + c, out + j * rowBytes + c);
  }
  for (let c = wide; c < rowBytes; c += 16) {
    for (let j = first; j < last; j++) {
      const row = left + j * leftBytes;
      let sum = v128.load(start + j * startBytes + c);
      let b = weightsAt(p) + c;
      for (let k: usize = 0; k < leftBytes; k += 4, b += rowBytes) sum = plus(sum, v128.load32_splat(row + k), v128.load(b));
      v128.store(out + j * rowBytes + c, sum);
    }
  }
}

// Sixteen columns of one row.
@inline
function multiplyOne(b: usize, rowBytes: usize, row: usize, rank: usize, start: usize, out: usize): void {
  let s0 = v128.load(start);
  let s1 = v128.load(start, 16);
  let s2 = v128.load(start, 32);
  let s3 = v128.load(start, 48);
  const end = row + (rank << 2);
  for (; row < end; row += 4, b += rowBytes) {
    const x = v128.load32_splat(row);
    s0 = plus(s0, x, v128.load(b));
    s1 = plus(s1, x, v128.load(b, 16));
    s2 = plus(s2, x, v128.load(b, 32));
    s3 = plus(s3, x, v128.load(b, 48));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

// The same of a row and the one behind it.
@inline
function multiplyTwo(b: usize, rowBytes: usize, row: usize, rank: usize, start: usize, startBytes: usize, out: usize): void {
  const begin = start + startBytes;
  let s0 = v128.load(start);
  let s1 = v128.load(start, 16);
  let s2 = v128.load(start, 32);
  let s3 = v128.load(start, 48);
  let t0 = v128.load(begin);
  let t1 = v128.load(begin, 16);
  let t2 = v128.load(begin, 32);
  let t3 = v128.load(begin, 48);
  const end = row + (rank << 2);
  for (let next = end; row < end; row += 4, next += 4, b += rowBytes) {
    const x = v128.load32_splat(row);
    const y = v128.load32_splat(next);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    s0 = plus(s0, x, b0);
    t0 = plus(t0, y, b0);
    s1 = plus(s1, x, b1);
    t1 = plus(t1, y, b1);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    s2 = plus(s2, x, b2);
    t2 = plus(t2, y, b2);
    s3 = plus(s3, x, b3);
    t3 = plus(t3, y, b3);
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  out += rowBytes;
  v128.store(out, t0);
  v128.store(out, t1, 16);
  v128.store(out, t2, 32);
  v128.store(out, t3, 48);
}

// scores[d] = b + h[d] B for documents first … last-1 of the batch, whose h lie at `hidden`.
export function scoreHidden(p: usize, hidden: usize, rank: u32, first: i32, last: i32): void {
  multiply(p, hidden, <usize>rank, <usize>first, <usize>last, interceptAt(p), 0, scoresAt(p));
}

// out[j] = A[j] B for rows first … last-1 of A, which is what `hidden` calls weights; `zeros` is a row of them.
export function multiplyRows(p: usize, hidden: usize, first: u32, last: u32, zeros: usize, out: usize): void {
  multiply(p, weightsAt(hidden), strideOf(hidden), <usize>first, <usize>last, zeros, 0, out);
}

// out[j] += A[j] B for the same.
export function addProducts(p: usize, hidden: usize, first: u32, last: u32, out: usize): void {
  multiply(p, weightsAt(hidden), strideOf(hidden), <usize>first, <usize>last, out, strideOf(p) << 2, out);
}

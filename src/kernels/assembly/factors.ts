// A hidden layer: scores = b + h B, where the rows of B are what p's table calls weights, and h has a table of its own.

// @ts-nocheck: AssemblyScript, not TypeScript

import { sumLanes } from './lanes';
import { clock, l2, step } from './solver';
import { activeAt, activeCountsAt, interceptAt, scoresAt, squaresAt, strideOf, weightsAt } from './table';

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
        sum4 = f32x4.add(sum4, f32x4.mul(v128.load(g + (a << 4)), v128.load(row + at)));
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
// then the penalty of the batch's documents. `hidden` is where the h of the batch lie, `squares` the sums square[c].
export function updateColumns(p: usize, hidden: usize, squares: usize, rank: u32, documentCount: i32, first: usize, last: usize): void {
  const stride = strideOf(p);
  const rowBytes = stride << 2;
  const weights = weightsAt(p);
  const shift = f32x4.splat(step * l2 * <f32>clock);
  const negativeStep = f32x4.splat(-step);
  const one = f32x4.splat(1);
  for (let d: usize = 0; d < <usize>documentCount; d++) {
    const h = hidden + d * (<usize>rank << 2);
    let square: f32 = 0;
    for (let k: usize = 0; k < <usize>rank; k++) square += load<f32>(h + (k << 2)) * load<f32>(h + (k << 2));
    const square4 = f32x4.splat(square);
    const g = scoresAt(p) + d * rowBytes;
    const active = activeAt(p) + d * stride;
    const count = <usize>load<u32>(activeCountsAt(p) + (d << 2));
    for (let a: usize = 0; a < count; a++) {
      const at = <usize>load<u32>(active + (a << 2));
      if (at < first || at >= last) continue;
      const gradient = v128.load(g + (a << 4));
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

// out[j] = start[j] + Σ_k left[j][k] B[k] for rows first … last-1 of `left`, which are `rank` long; those of `out` are as long as
// B's, and rows of `start` lie `startBytes` apart: 0 where all are the same. Sixteen columns of B at a time, which stay in the cache
// while all rows pass, with the sums in registers: terms of a number are added in order of k, as in addRows.
@inline
function multiply(p: usize, left: usize, rank: usize, first: usize, last: usize, start: usize, startBytes: usize, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const wide = rowBytes & ~63;
  for (let c: usize = 0; c < wide; c += 64) {
    for (let j = first; j < last; j++) {
      const row = left + j * (rank << 2);
      const begin = start + j * startBytes + c;
      let s0 = v128.load(begin);
      let s1 = v128.load(begin, 16);
      let s2 = v128.load(begin, 32);
      let s3 = v128.load(begin, 48);
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
      let sum = v128.load(start + j * startBytes + c);
      let b = weightsAt(p) + c;
      for (let k: usize = 0; k < rank; k++, b += rowBytes) sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(row + (k << 2)), v128.load(b)));
      v128.store(out + j * rowBytes + c, sum);
    }
  }
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

// What is told of a model: norms of its weights, ln Σ exp of its scores.

// @ts-nocheck: AssemblyScript, not TypeScript

import { exp4, largest, sumLanes } from './lanes';
import { hasBlanks, scoresAt, stateAt, strideOf, weightsAt } from './table';
import { stateOf } from './weight-rows';

// Σ w² and Σ |w| over rows first … last-1 in f64, into out[0] and out[1]. Blank rows are zero.
export function rowNorms(p: usize, first: u32, last: u32, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  const blank = hasBlanks(p);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let absolute = f64x2.splat(0);
  for (let id = <usize>first; id < <usize>last; id++) {
    if (blank && load<f32>(stateOf(stateAt(p), id)) == 0) continue;
    const end = weightsAt(p) + (id + 1) * rowBytes;
    for (let a = end - rowBytes; a < end; a += 16) {
      const v = v128.load(a);
      const x = f64x2.promote_low_f32x4(v);
      const y = f64x2.promote_low_f32x4(v128.shuffle<u8>(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0));
      low = f64x2.add(low, f64x2.mul(x, x));
      high = f64x2.add(high, f64x2.mul(y, y));
      absolute = f64x2.add(absolute, f64x2.add(f64x2.abs(x), f64x2.abs(y)));
    }
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
    const top = largest(s, rowBytes);
    const vtop = f32x4.splat(top);
    let sum4 = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 16) sum4 = f32x4.add(sum4, exp4(f32x4.mul(f32x4.sub(v128.load(s + k), vtop), vbeta)));
    store<f64>(out + (d << 3), NativeMath.log(<f64>sumLanes(sum4)) + <f64>top * <f64>beta);
  }
}

// The code with the highest score of each of documents first … last-1, of equal ones the first; out holds i32.
export function chooseCodes(p: usize, first: i32, last: i32, out: usize): void {
  const rowBytes = strideOf(p) << 2;
  for (let d = <usize>first; d < <usize>last; d++) {
    const s = scoresAt(p) + d * rowBytes;
    const top = f32x4.splat(largest(s, rowBytes));
    let k: usize = 0;
    while (!v128.any_true(f32x4.eq(v128.load(s + k), top))) k += 16;
    store<i32>(out + (d << 2), <i32>(k >> 2) + ctz<i32>(i32x4.bitmask(f32x4.eq(v128.load(s + k), top))));
  }
}

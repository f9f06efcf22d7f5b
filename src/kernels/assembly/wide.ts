// f64: objective, gradient and dual point of the weights as they stand, for the certificate.

// @ts-nocheck: AssemblyScript, not TypeScript

import { classCountOf, documentWeightsAt, entropiesAt, gradientAt, idsAt, interceptAt, labelsAt, lossesAt, mixtureAt, offsetsAt, strideOf, valuesAt, weightsAt, wideAt } from './table';

// out[0..3] += x · (four f32 weights at w), in f64.
@inline
function addWide(out: usize, x: v128, w: usize): void {
  v128.store(out, f64x2.add(v128.load(out), f64x2.mul(x, f64x2.promote_low_f32x4(v128.load64_zero(w)))));
  v128.store(out, f64x2.add(v128.load(out, 16), f64x2.mul(x, f64x2.promote_low_f32x4(v128.load64_zero(w, 8)))), 16);
}

// wide[d] = b + Σ_j x_j W[j] in f64; see addRows.
export function scoreWide(p: usize, first: i32, last: i32): void {
  const stride = strideOf(p);
  const weights = weightsAt(p);
  const intercept = interceptAt(p);
  const ids = idsAt(p);
  const values = valuesAt(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const out = wideAt(p) + d * (stride << 3);
    if (intercept != 0) {
      for (let k: usize = 0; k < stride; k++) store<f64>(out + (k << 3), <f64>load<f32>(intercept + (k << 2)));
    }
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

// f32: full gradients and products with the Hessian, for the exact solver.

// @ts-nocheck: AssemblyScript, not TypeScript

import { exponentials, largest, sumLanes } from './lanes';
import { addRows } from './scores';
import { documentWeightsAt, idsAt, labelsAt, lossesAt, offsetsAt, strideOf, valuesAt } from './table';

// Vectors have the shape of the weights; `intercept` is the part of a vector that belongs to b. Documents lie `stride` floats
// apart from `scores` on. Row ranges are in floats of the vectors.

// scores[d] = intercept + Σ_j x_j · vector[j] for documents first … last-1; see addRows.
export function scoreVector(p: usize, first: i32, last: i32, vector: usize, intercept: usize, scores: usize): void {
  const rowBytes = strideOf(p) << 2;
  const offsets = offsetsAt(p);
  for (let d = <usize>first; d < <usize>last; d++) {
    const out = scores + d * rowBytes;
    addRows(p, vector, <usize>load<u32>(offsets + (d << 2)), <usize>load<u32>(offsets + (d << 2), 4), intercept, out, false);
  }
}

// Scores to probabilities in place; weight · loss of each document.
export function softmaxVector(p: usize, first: i32, last: i32, scores: usize): void {
  const rowBytes = strideOf(p) << 2;
  for (let d = <usize>first; d < <usize>last; d++) {
    const s = scores + d * rowBytes;
    const labelScore = load<f32>(s + (<usize>load<i32>(labelsAt(p) + (d << 2)) << 2));
    const weight = <f64>load<f32>(documentWeightsAt(p) + (d << 2));
    const top = largest(s, rowBytes);
    const sum = exponentials(s, rowBytes, top);
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

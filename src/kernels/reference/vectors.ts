import { log } from '../math.js';
import { exponentials, largest, type ReferenceFit, sumLanes } from './reference.js';

/*
 * As reference.ts, for what the exact solver does to documents and to vectors of the shape of the weights.
 */

const f = Math.fround;

/** What the hot loops of the exact solver read of a batch. */
export type ReferenceBatch = Pick<ReferenceFit, 'stride' | 'offsets' | 'ids' | 'values' | 'labels' | 'documentWeights' | 'losses'>;

/** scores[d] = intercept + Σ_j x_j · vector[j] for documents first … last-1. */
export function scoreVector(
  batch: ReferenceBatch,
  first: number,
  last: number,
  vector: Float32Array,
  intercept: Float32Array,
  scores: Float32Array,
): void {
  const { stride } = batch;
  for (let d = first; d < last; d++) {
    scores.set(intercept.subarray(0, stride), d * stride);
    for (let e = batch.offsets[d]!; e < batch.offsets[d + 1]!; e++) {
      const at = batch.ids[e]! * stride;
      for (let k = 0; k < stride; k++) scores[d * stride + k] = f(scores[d * stride + k]! + f(batch.values[e]! * vector[at + k]!));
    }
  }
}

/** Scores to probabilities in place; weight · loss of each document. */
export function softmaxVector(batch: ReferenceBatch, first: number, last: number, scores: Float32Array): void {
  for (let d = first; d < last; d++) {
    const s = scores.subarray(d * batch.stride, (d + 1) * batch.stride);
    const labelScore = s[batch.labels[d]!]!;
    const top = largest(s);
    const sum = exponentials(s, top, 1);
    batch.losses[d] = batch.documentWeights[d]! * (log(sum) + (top - labelScore));
    const inverse = f(1 / sum);
    for (let k = 0; k < s.length; k++) s[k] = f(s[k]! * inverse);
  }
}

/** out[d] = weight · (p − y). `out` may be the probabilities themselves. */
export function residualVector(batch: ReferenceBatch, first: number, last: number, probabilities: Float32Array, out: Float32Array): void {
  const { stride } = batch;
  for (let d = first; d < last; d++) {
    const weight = batch.documentWeights[d]!;
    const label = d * stride + batch.labels[d]!;
    const own = f(weight * f(probabilities[label]! - 1));
    for (let k = d * stride; k < (d + 1) * stride; k++) out[k] = f(weight * probabilities[k]!);
    out[label] = own;
  }
}

/** z[d] = weight · p ∘ (z − p·z), in place. */
export function curvatureVector(batch: ReferenceBatch, first: number, last: number, probabilities: Float32Array, z: Float32Array): void {
  const { stride } = batch;
  for (let d = first; d < last; d++) {
    const dot = [0, 0, 0, 0];
    for (let k = 0; k < stride; k++) dot[k % 4] = f(dot[k % 4]! + f(probabilities[d * stride + k]! * z[d * stride + k]!));
    const mean = sumLanes(dot);
    for (let k = d * stride; k < (d + 1) * stride; k++) z[k] = f(f(batch.documentWeights[d]! * probabilities[k]!) * f(z[k]! - mean));
  }
}

/** target[j] += x_j · source[d] over the documents in order, for the rows of one worker. */
export function accumulateVector(
  batch: ReferenceBatch,
  documentCount: number,
  worker: number,
  workerCount: number,
  source: Float32Array,
  target: Float32Array,
): void {
  const { stride } = batch;
  for (let d = 0; d < documentCount; d++) {
    for (let e = batch.offsets[d]!; e < batch.offsets[d + 1]!; e++) {
      const id = batch.ids[e]!;
      if (id % workerCount !== worker) continue;
      for (let k = 0; k < stride; k++) target[id * stride + k] = f(target[id * stride + k]! + f(batch.values[e]! * source[d * stride + k]!));
    }
  }
}

/** squares[j] += weight · x_j² over the documents in order, for the rows of one worker. */
export function squareRows(batch: ReferenceBatch, documentCount: number, worker: number, workerCount: number, squares: Float32Array): void {
  for (let d = 0; d < documentCount; d++) {
    for (let e = batch.offsets[d]!; e < batch.offsets[d + 1]!; e++) {
      const id = batch.ids[e]!;
      const x = batch.values[e]!;
      if (id % workerCount === worker) squares[id] = f(squares[id]! + f(f(batch.documentWeights[d]! * x) * x));
    }
  }
}

/** Vectors of a Newton step, each rows × stride: gradient, step, residual, direction and its product with the Hessian. */
export interface ReferenceStep {
  readonly stride: number;
  readonly weights: Float32Array;
  /** Σ_i w_i x_ij² a row, and mean p (1 − p) a code: the parts of the preconditioner. */
  readonly squares: Float32Array;
  readonly spread: Float32Array;
  readonly g: Float32Array;
  readonly s: Float32Array;
  readonly r: Float32Array;
  readonly d: Float32Array;
  readonly h: Float32Array;
}

type Sums = [one: number, two: number];

/** g = g / n + ridge · w, r = −g, s = 0, d = r / M; Σ g², Σ r² / M. */
export function beginStep(step: ReferenceStep, first: number, last: number, n: number, ridge: number): Sums {
  const { g, s, r, d, weights } = step;
  const norm = new Dot();
  const scaled = new Dot();
  eachNumber(step, first, last, (at, row, code) => {
    g[at] = f(f(g[at]! * f(1 / n)) + f(f(ridge) * weights[at]!));
    r[at] = -g[at]!;
    s[at] = 0;
    d[at] = f(r[at]! * inverseDiagonal(step, row, code, n, ridge));
    norm.add(code, g[at]!, g[at]!);
    scaled.add(code, r[at]!, d[at]!);
  });
  return [norm.sum, scaled.sum];
}

/** h = h / n + ridge · d; Σ d · h. */
export function finishProduct(step: ReferenceStep, first: number, last: number, n: number, ridge: number): Sums {
  const { h, d } = step;
  const dot = new Dot();
  eachNumber(step, first, last, (at, _row, code) => {
    h[at] = f(f(h[at]! * f(1 / n)) + f(f(ridge) * d[at]!));
    dot.add(code, d[at]!, h[at]!);
  });
  return [dot.sum, 0];
}

/** s += alpha · d, r −= alpha · h; Σ r², Σ r² / M. */
export function moveStep(step: ReferenceStep, first: number, last: number, n: number, ridge: number, alpha: number): Sums {
  const { s, r, d, h } = step;
  const norm = new Dot();
  const scaled = new Dot();
  eachNumber(step, first, last, (at, row, code) => {
    s[at] = f(s[at]! + f(f(alpha) * d[at]!));
    r[at] = f(r[at]! - f(f(alpha) * h[at]!));
    norm.add(code, r[at]!, r[at]!);
    scaled.add(code, r[at]!, f(r[at]! * inverseDiagonal(step, row, code, n, ridge)));
  });
  return [norm.sum, scaled.sum];
}

/** d = r / M + beta · d. */
export function turnDirection(step: ReferenceStep, first: number, last: number, n: number, ridge: number, beta: number): void {
  const { r, d } = step;
  eachNumber(step, first, last, (at, row, code) => {
    d[at] = f(f(r[at]! * inverseDiagonal(step, row, code, n, ridge)) + f(f(beta) * d[at]!));
  });
}

/** w += alpha · s; Σ g·s, Σ r·s as they were before. */
export function applyStep(step: ReferenceStep, first: number, last: number, alpha: number): Sums {
  const { s, g, r, weights } = step;
  const slope = new Dot();
  const rest = new Dot();
  eachNumber(step, first, last, (at, _row, code) => {
    slope.add(code, s[at]!, g[at]!);
    rest.add(code, s[at]!, r[at]!);
    weights[at] = f(weights[at]! + f(f(alpha) * s[at]!));
  });
  return [slope.sum, rest.sum];
}

/**
 * With v = g / n: Σ (w·v + ridge/2·w² + lasso·|w|), Σ max(|v| − lasso, 0)²; then g = v + ridge·w + lasso·sign w, at w = 0 the
 * subgradient nearest to 0.
 */
export function subgradientRows(step: ReferenceStep, first: number, last: number, n: number, ridge: number, lasso: number): Sums {
  const { g, weights } = step;
  let pairing = 0;
  let excess = 0;
  eachNumber(step, first, last, (at) => {
    const w = weights[at]!;
    const v = f(g[at]! * f(1 / n));
    const over = Math.max(Math.abs(v) - f(lasso), 0);
    excess += over * over;
    const smooth = f(v + f(f(ridge) * w));
    if (w !== 0) pairing += w * (v + 0.5 * f(ridge) * w) + f(lasso) * Math.abs(w);
    g[at] = w !== 0 ? f(smooth + f(lasso) * Math.sign(w)) : Math.max(f(Math.abs(smooth) - f(lasso)), 0) * (Math.sign(smooth) || smooth);
  });
  return [pairing, excess];
}

/** h = 0 where the weight and its subgradient g are 0. */
export function keepFree(step: ReferenceStep, first: number, last: number): void {
  const { weights, g, h } = step;
  eachNumber(step, first, last, (at) => {
    if (weights[at] === 0 && g[at] === 0) h[at] = 0;
  });
}

/** w = h + alpha · s, when bounded 0 where that has not the sign of h, or of −r where h is 0; Σ r · (w − h). */
export function projectRows(step: ReferenceStep, first: number, last: number, alpha: number, bounded: boolean): Sums {
  const { weights, s, r, h } = step;
  let slope = 0;
  eachNumber(step, first, last, (at) => {
    const to = f(h[at]! + f(f(alpha) * s[at]!));
    const side = Math.sign(h[at] !== 0 ? h[at]! : -r[at]!);
    weights[at] = !bounded || (side !== 0 && Math.sign(to) === side) ? to : 0;
    slope += r[at]! * (weights[at]! - h[at]!);
  });
  return [slope, 0];
}

function eachNumber({ stride }: ReferenceStep, first: number, last: number, visit: (at: number, row: number, code: number) => void): void {
  for (let row = first; row < last; row++) for (let code = 0; code < stride; code++) visit(row * stride + code, row, code);
}

/** 1 / M with M = ridge + (squares_j / n) · spread_k. */
function inverseDiagonal({ squares, spread }: ReferenceStep, row: number, code: number, n: number, ridge: number): number {
  return f(1 / f(f(ridge) + f(f(squares[row]! / n) * spread[code]!)));
}

/** A dot product as the kernel takes it: products in f32, each block of four codes added in pairs to two lanes of f64. */
class Dot {
  readonly #products = [0, 0, 0, 0];
  #even = 0;
  #odd = 0;

  add(code: number, a: number, b: number): void {
    const products = this.#products;
    products[code % 4] = f(a * b);
    if (code % 4 < 3) return;
    this.#even += products[0]! + products[2]!;
    this.#odd += products[1]! + products[3]!;
  }

  get sum(): number {
    return this.#even + this.#odd;
  }
}

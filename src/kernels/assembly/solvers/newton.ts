// Vector operations of conjugate gradients and Newton steps.

// @ts-nocheck: AssemblyScript, not TypeScript

import { addDot, sumWide } from '../lanes';
import { strideOf, weightsAt } from '../table';

// Four entries of 1 / M, where M = ridge + a_j · u_k approximates the diagonal of the Hessian.
@inline
function inverseDiagonal(ridge: v128, a: v128, u: usize): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(ridge, f32x4.mul(a, v128.load(u))));
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

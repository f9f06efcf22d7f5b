// Steps with l1: weights of 0 whose gradient is within l1 stay as they are, the others keep their sign or become 0.

// @ts-nocheck: AssemblyScript, not TypeScript

import { strideOf, weightsAt } from '../table';

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

import { exp, log } from '../../kernels/math.js';

/** ln(1 + e^x) in f64 without overflow, to within an ulp or two for every x. */
export function softplus(x: number): number {
  return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
}

/** 1 / (1 + e^−x) in f64. */
export function sigmoid(x: number): number {
  const power = exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + power) : power / (1 + power);
}

/** ln(1 + x) for x ≥ 0: what is lost in 1 + x is made up for by the same error below (Kahan). */
function log1p(x: number): number {
  const sum = 1 + x;
  return sum === 1 ? x : (log(sum) * x) / (sum - 1);
}

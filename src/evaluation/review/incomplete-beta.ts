import { exp, log } from '../../kernels/math.js';

/** Coefficients of Lanczos' approximation of the gamma function for g = 7, nine terms: 15 digits. Source: Godfrey 2001. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
  9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** The continued fraction is cut when a step changes it by less. */
const PRECISION = 1e-15;
const MOST_STEPS = 100_000;
const TINY = 1e-300;

/**
 * The chance that of n trials, each hit with the chance `share`, at most k are hit: P(Bin(n, share) ≤ k) = 1 − I_share(k + 1, n − k).
 * n and k need not be whole. 1 when k reaches n.
 */
export function binomialAtMost(k: number, n: number, share: number): number {
  if (k >= n || share <= 0) return 1;
  if (share >= 1) return 0;
  return incompleteBeta(1 - share, n - k, k + 1);
}

/**
 * The regularised incomplete beta function I_x(a, b), a and b above 0, x from 0 to 1: within 1e-12, for a or b of 10^5 within
 * 1e-10, the same bits on every machine. Source: the continued fraction of DLMF 8.17.22 by Lentz' method, on the side of the mean where it
 * converges in O(√max(a, b)) steps.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(1 - x));
  return x < (a + 1) / (a + b + 2) ? (front * continuedFraction(x, a, b)) / a : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

function continuedFraction(x: number, a: number, b: number): number {
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < PRECISION) return fraction;
  }
  throw new RangeError(`the incomplete beta function does not converge at x=${x}, a=${a}, b=${b}`);
}

/** ln Γ(x) for x above 0. */
function logGamma(x: number): number {
  if (x < 0.5) return logGamma(x + 1) - log(x);
  const z = x - 1;
  let sum: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (z + i);
  const t = z + 7.5;
  return HALF_LOG_TWO_PI + (z + 0.5) * log(t) - t + log(sum);
}

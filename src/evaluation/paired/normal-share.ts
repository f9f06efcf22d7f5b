import { exp } from '../../kernels/math.js';

const SQRT_TWO_PI = 2.5066282746310002;

/** Beyond it the tail is a continued fraction, below it a power series. */
const TAIL = 3;
const TAIL_STEPS = 60;

/**
 * The share of the standard normal distribution below z, within 1e-12: 1/2 + φ(z)·(z + z³/3 + z⁵/15 + …) near the middle, and Laplace's
 * continued fraction φ(z)/(z + 1/(z + 2/(z + …))) in the tails. Source: Abramowitz and Stegun 26.2.11 and 26.2.14.
 */
export function normalShareBelow(z: number): number {
  if (z < 0) return 1 - normalShareBelow(-z);
  const density = exp((-z * z) / 2) / SQRT_TWO_PI;
  if (z > TAIL) {
    let fraction = z;
    for (let i = TAIL_STEPS; i >= 1; i--) fraction = z + i / fraction;
    return 1 - density / fraction;
  }
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + density * sum;
}

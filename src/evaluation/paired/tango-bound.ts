import { normalQuantile } from '../intervals/interval-forms.js';

/** Two proportions on the same units: so many of n where only the first is right, and where only the second is. None need be whole. */
export interface PairedCounts {
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly count: number;
}

/** Halvings of [−1, 1]: more change no digit. */
const HALVINGS = 60;

/**
 * The lower bound of the difference of two paired proportions that is passed with the given confidence, one-sided: the least Δ that the
 * score test does not reject. With b units where only the first is right, c where only the second is, n in all:
 *
 *   T(Δ) = (b − c − n·Δ) / √(n·(2q + Δ·(1 − Δ))),   T(bound) = the normal quantile of the confidence
 *   q    = (√(B² − 4AC) − B) / 2A,   A = 2n,   B = −b − c + (2n − b + c)·Δ,   C = −c·Δ·(1 − Δ)
 *
 * q is the most likely share of "only the second" when the difference is Δ. Source: Tango 1998, Stat. Med. 17, 891–908. −1 without units.
 */
export function tangoLowerBound(counts: PairedCounts, confidence: number): number {
  if (!(counts.count > 0)) return -1;
  const z = normalQuantile(confidence);
  let low = -1;
  let high = 1;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (scoreStatistic(counts, middle) > z) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The upper bound, one-sided. */
export function tangoUpperBound({ firstOnly, secondOnly, count }: PairedCounts, confidence: number): number {
  return -tangoLowerBound({ firstOnly: secondOnly, secondOnly: firstOnly, count }, confidence);
}

function scoreStatistic(counts: PairedCounts, delta: number): number {
  const { firstOnly, secondOnly, count } = counts;
  const over = firstOnly - secondOnly - count * delta;
  const variance = count * restrictedVariance(counts, delta);
  if (variance > 0) return over / Math.sqrt(variance);
  return over > 0 ? Number.POSITIVE_INFINITY : over < 0 ? Number.NEGATIVE_INFINITY : 0;
}

/** Variance of one unit's difference when the mean difference is Δ: 2q + Δ·(1 − Δ). */
export function restrictedVariance({ firstOnly, secondOnly, count }: PairedCounts, delta: number): number {
  const a = 2 * count;
  const b = -firstOnly - secondOnly + (2 * count - firstOnly + secondOnly) * delta;
  const c = -secondOnly * delta * (1 - delta);
  const q = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
  return Math.max(0, 2 * q + delta * (1 - delta));
}

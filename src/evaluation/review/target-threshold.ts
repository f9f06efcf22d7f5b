import { log } from '../../kernels/math.js';
import { belowScore } from './budget-threshold.js';
import { binomialAtMost } from './incomplete-beta.js';
import { ErrorSum, type RankedRows } from './ranked-rows.js';

/** What is asked of the rows that no person sees. */
export interface ReviewTarget {
  /** At most this share of them is coded wrong, above 0 and below 1 … */
  readonly error: number;
  /** … with this confidence, above 0 and below 1. */
  readonly confidence: number;
}

/** What the rows allow to promise. */
export interface ReviewPromise {
  /** Rows with a score of at least this are coded automatically. */
  readonly threshold: number;
  /** The share of incoming rows that this is, and the share of them that is wrong, both as found. */
  readonly automaticShare: number;
  readonly error: number;
  /** So many equal rows would tell as much. */
  readonly effectiveCount: number;
}

/** Accepted shares, fixed before any error is looked at. */
const SHARES = 100;

/** A test begins where even so many times the least number of rows has been seen: at the bare minimum one label error would end it. */
const START = 3;

/** A sum of weights that misses its share by rounding alone has reached it. */
const ALMOST = 1 - 1e-12;

/**
 * The fewest effective rows that a test of the target begins with: 3·ln δ / ln(1 − a), a the error and δ = 1 − confidence. A third of
 * them, all right, would do.
 */
export function leastToPromise({ error, confidence }: ReviewTarget): number {
  return (START * log(1 - confidence)) / log(1 - error);
}

/** The p-value of "the error is above a": P(Bin(n_eff, a) ≤ R·n_eff), and 1 where all is wrong. */
export function errorTest({ error, effectiveCount }: { readonly error: number; readonly effectiveCount: number }, atMost: number): number {
  return error >= 1 ? 1 : binomialAtMost(error * effectiveCount, effectiveCount, atMost);
}

/**
 * The loosest threshold that keeps the error among automatic rows at or below the target's, with its confidence: Learn-then-Test over a
 * fixed sequence (Angelopoulos, Bates, Candès, Jordan, Lei 2021, arXiv:2110.01052). Accepted shares of 1 %, 2 % … 100 % of the weight,
 * equal scores together, are tested in this order from the first with `leastToPromise` effective rows on; the first test whose p-value is above
 * δ ends it, and the share before it is taken. Null when nothing can be promised.
 */
export function targetThreshold(rows: RankedRows, target: ReviewTarget): ReviewPromise | null {
  let total = 0;
  for (const weight of rows.weight) total += weight;
  const least = leastToPromise(target);
  const accepted = new ErrorSum();
  let promise: ReviewPromise | null = null;
  let next = 0;
  const acceptNext = (): void => {
    accepted.add(rows.weight[next]!, rows.wrong[next]!);
    next++;
  };
  for (let step = 1; step <= SHARES; step++) {
    const first = next;
    while (next < rows.score.length && accepted.read().weight < (step / SHARES) * total * ALMOST) acceptNext();
    if (next === first) continue;
    const threshold = belowScore(rows.score[next - 1]!);
    // What ties with the threshold is accepted with it, as it will be in predictions.
    while (next < rows.score.length && rows.score[next]! >= threshold) acceptNext();
    const found = accepted.read();
    if (found.effectiveCount < least) continue;
    if (errorTest(found, target.error) > 1 - target.confidence) break;
    promise = { threshold, automaticShare: found.weight / total, error: found.error, effectiveCount: found.effectiveCount };
  }
  return promise;
}

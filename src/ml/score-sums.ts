import { log, sumPowers } from '../kernels/math.js';

/** What the probabilities of a row's codes need of all its scores. */
export interface ScoreSums {
  /** Σ_k e^((z_k − z_best) / T), at least 1: the softmax of the best score is 1 / sum. */
  readonly sum: number;
  /** ln Σ_{k ≠ best} of the same: the logit of 1 − s for the softmax s of the best score. −Infinity where there is no other code. */
  readonly logRest: number;
  /** Σ_{k ≠ best} r_k², r_k the part of code k in what the best score leaves; 0 where there is no other code. */
  readonly restSquares: number;
}

/** Below it the rest is summed anew with the second best score taken off: digits would be missing, of its squares first. */
const SMALL = 1e-280;
const SMALL_TO_SQUARE = 1e-130;

/**
 * Sums over the scores z of a row at temperature T, in f64 and in code order. The rest is a sum of its own, not 1 less than the whole, so
 * that it tells rows apart whose best score has a softmax of 1 to any number of digits. Cost: one exponential a code.
 */
export function scoreSums(scores: Float32Array, best: number, temperature: number): ScoreSums {
  const sums = sumPowers(scores, scores[best]!, temperature, best);
  const [sum, rest, squares] = [sums[0]!, sums[1]!, sums[2]!];
  if (rest > SMALL_TO_SQUARE) return { sum, logRest: log(rest), restSquares: squares / (rest * rest) };
  const { logRest, restSquares } = sumsOfSmall(scores, best, temperature);
  return { sum, logRest: rest > SMALL ? log(rest) : logRest, restSquares };
}

function sumsOfSmall(scores: Float32Array, best: number, temperature: number): Pick<ScoreSums, 'logRest' | 'restSquares'> {
  let second = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < scores.length; k++) if (k !== best && scores[k]! > second) second = scores[k]!;
  if (second === Number.NEGATIVE_INFINITY) return { logRest: second, restSquares: 0 };
  const sums = sumPowers(scores, second, temperature, best);
  const [sum, squares] = [sums[1]!, sums[2]!];
  return { logRest: (second - scores[best]!) / temperature + log(sum), restSquares: squares / (sum * sum) };
}

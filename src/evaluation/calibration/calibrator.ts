import { exp, log } from '../../kernels/math.js';
import type { ScoreSums } from '../../ml/score-sums.js';
import { sigmoid, softplus } from './softplus.js';

/**
 * What makes a probability of a row's best score: "the given code is right". With s the softmax of the best score at the temperature,
 *
 *   logit P = offset + slopeTop · ln s − slopeRest · ln(1 − s),      slopeTop, slopeRest ≥ 0.
 *
 * Source: Kull, Silva Filho, Flach 2017, Beyond sigmoids (beta calibration). Equal slopes are a slope and an offset on the logit of s;
 * both 1 without an offset leave s as it is.
 */
export interface Calibrator {
  readonly temperature: number;
  readonly offset: number;
  readonly slopeTop: number;
  readonly slopeRest: number;
}

/** Leaves scores as the model gives them. */
export const AS_THEY_ARE: Calibrator = { temperature: 1, offset: 0, slopeTop: 1, slopeRest: 1 };

/** Beyond it a score is 0 or 1 to every digit of an f64; infinities would make no number of slope 0. */
const MOST_LOGIT = 700;

/** The two terms of the curve, ln s and −ln(1 − s), by the logit of 1 − s (see `ScoreSums`). */
export function curveTerms(logRest: number): readonly [top: number, rest: number] {
  const bounded = Math.min(MOST_LOGIT, Math.max(-MOST_LOGIT, logRest));
  return [-softplus(bounded), softplus(-bounded)];
}

/** logit P. A row with one code only is certain: its `logRest` is −Infinity. */
export function calibratedLogit({ offset, slopeTop, slopeRest }: Calibrator, logRest: number): number {
  if (logRest === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  // Equal slopes need no difference of two logarithms: with the scores as they are P is s itself.
  if (slopeTop === slopeRest) return offset - slopeTop * Math.min(MOST_LOGIT, Math.max(-MOST_LOGIT, logRest));
  const [top, rest] = curveTerms(logRest);
  return offset + slopeTop * top + slopeRest * rest;
}

/** The probability that the best code of a row is right. */
export function calibratedTop(calibrator: Calibrator, logRest: number): number {
  return sigmoid(calibratedLogit(calibrator, logRest));
}

/**
 * Probabilities of a row's codes: P for the best one; the others share 1 − P as they shared what the best one left, and none of them gets
 * more than P, so that the order of codes is that of their scores. Where the cap acts they sum to less than 1.
 */
export class RowProbabilities {
  /** P. */
  readonly top: number;
  readonly #temperature: number;
  readonly #best: number;
  readonly #sums: ScoreSums;
  readonly #logit: number;
  /** P is the softmax itself. */
  readonly #isPlain: boolean;

  /** Of a row with that best score, at the calibrator's temperature. */
  constructor(calibrator: Calibrator, best: number, sums: ScoreSums) {
    const { temperature, offset, slopeTop, slopeRest } = calibrator;
    this.#temperature = temperature;
    this.#best = best;
    this.#sums = sums;
    this.#logit = calibratedLogit(calibrator, sums.logRest);
    // Not by its logit: models of earlier releases give the same bits as ever.
    this.#isPlain = offset === 0 && slopeTop === 1 && slopeRest === 1;
    this.top = this.#isPlain ? 1 / sums.sum : sigmoid(this.#logit);
  }

  /** Of a code that is not the best one, by its score. */
  other(score: number): number {
    if (this.#isPlain) return exp(this.#below(score)) / this.#sums.sum;
    return Math.min(this.top, exp(this.#below(score) - this.#sums.logRest) * sigmoid(-this.#logit));
  }

  /** Σ_k q_k² of the probabilities q of all codes; where the cap acts it is that without it. */
  get squares(): number {
    const left = 1 - this.top;
    return this.top * this.top + left * left * this.#sums.restSquares;
  }

  /** −ln P. */
  get topLoss(): number {
    return this.#isPlain ? log(this.#sums.sum) : softplus(-this.#logit);
  }

  /** −ln of the probability of another code; Infinity for the score −Infinity, that of a code that the model does not know. */
  otherLoss(score: number): number {
    if (this.#isPlain) return log(this.#sums.sum) - this.#below(score);
    return Math.max(this.topLoss, softplus(this.#logit) - (this.#below(score) - this.#sums.logRest));
  }

  #below(score: number): number {
    return (score - this.#best) / this.#temperature;
  }
}

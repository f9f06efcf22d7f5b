import { exp, log } from '../../kernels/math.js';
import type { ScoreSums } from '../../ml/score-sums.js';
import { sigmoid, softplus } from './softplus.js';

/**
 * What makes a probability of a row's best score: "the given code is right". With s the softmax of the best score at the temperature and n
 * the groups of the given code that the model was fitted on,
 *
 *   logit P = offset + slopeTop · ln s − slopeRest · ln(1 − s) + slopeRarity · rarity(n),      slopeTop, slopeRest ≥ 0.
 *
 * Source: Kull, Silva Filho, Flach 2017, Beyond sigmoids (beta calibration). Equal slopes are a slope and an offset on the logit of s;
 * both 1 without an offset leave s as it is. The term of the rarity is ours: a model that is held back by its penalty says too little for
 * codes that it has few rows of.
 */
export interface Calibrator {
  readonly temperature: number;
  readonly offset: number;
  readonly slopeTop: number;
  readonly slopeRest: number;
  /** Absent, as 0, where the rows were too few to tell, or know nothing of rare codes; and in models of earlier releases. */
  readonly slopeRarity?: number;
  /** n of each code of the model, in its order, from `MANY_GROUPS` on that; there where `slopeRarity` is. */
  readonly groups?: readonly number[];
}

/** A code with more groups is no rarer than one with so many. */
export const MANY_GROUPS = 22;

/** ln(22 / n) of a code with n groups, at least 1; 0 from 22 groups on. */
export function rarityOf(groups: number): number {
  return log(MANY_GROUPS / Math.min(MANY_GROUPS, Math.max(1, groups)));
}

/** slopeRarity · rarity(n) of each code of the model; null where the calibrator has no such term. */
export function rarityTerms({ slopeRarity, groups }: Calibrator): Float64Array | null {
  return slopeRarity === undefined || groups === undefined ? null : Float64Array.from(groups, (n) => slopeRarity * rarityOf(n));
}

/** Leaves scores as the model gives them. */
export const AS_THEY_ARE: Calibrator = { temperature: 1, offset: 0, slopeTop: 1, slopeRest: 1 };

/** The calibrator alone, of what holds more than it. */
export function calibratorOf({ temperature, offset, slopeTop, slopeRest, slopeRarity, groups }: Calibrator): Calibrator {
  const curve = { temperature, offset, slopeTop, slopeRest };
  return slopeRarity === undefined || groups === undefined ? curve : { ...curve, slopeRarity, groups };
}

/** What holds a calibrator, with another one. */
export function withCalibrator<T extends Calibrator>({ slopeRarity: _slope, groups: _groups, ...rest }: T, calibrator: Calibrator): T {
  return { ...rest, ...calibrator } as T;
}

/** Beyond it a score is 0 or 1 to every digit of an f64; infinities would make no number of slope 0. */
const MOST_LOGIT = 700;

/** The two terms of the curve, ln s and −ln(1 − s), by the logit of 1 − s (see `ScoreSums`). */
export function curveTerms(logRest: number): readonly [top: number, rest: number] {
  const bounded = Math.min(MOST_LOGIT, Math.max(-MOST_LOGIT, logRest));
  return [-softplus(bounded), softplus(-bounded)];
}

/** logit P, with the term of the given code. A row with one code only is certain: its `logRest` is −Infinity. */
export function calibratedLogit({ offset, slopeTop, slopeRest }: Calibrator, logRest: number, rarityTerm: number): number {
  if (logRest === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  // Equal slopes need no difference of two logarithms: with the scores as they are P is s itself.
  if (slopeTop === slopeRest) return offset + rarityTerm - slopeTop * Math.min(MOST_LOGIT, Math.max(-MOST_LOGIT, logRest));
  const [top, rest] = curveTerms(logRest);
  return offset + rarityTerm + slopeTop * top + slopeRest * rest;
}

/** The probability that the best code of a row is right; `rarity` of that code (see `rarityOf`). */
export function calibratedTop(calibrator: Calibrator, logRest: number, rarity = 0): number {
  return sigmoid(calibratedLogit(calibrator, logRest, (calibrator.slopeRarity ?? 0) * rarity));
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

  /** Of a row with that best score, at the calibrator's temperature; `rarityTerm` is that of its code among `rarityTerms`. */
  constructor(calibrator: Calibrator, best: number, sums: ScoreSums, rarityTerm = 0) {
    const { temperature, offset, slopeTop, slopeRest } = calibrator;
    this.#temperature = temperature;
    this.#best = best;
    this.#sums = sums;
    this.#logit = calibratedLogit(calibrator, sums.logRest, rarityTerm);
    // Not by its logit: models of earlier releases give the same bits as ever.
    this.#isPlain = offset + rarityTerm === 0 && slopeTop === 1 && slopeRest === 1;
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

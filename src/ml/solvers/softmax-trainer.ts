import type { LabelledRows } from '../labelled-rows.js';

/**
 * One multinomial logistic regression: the W and b with the least
 *
 *   F(W, b) = (1/Σw) Σ w_i·loss_i + l2/2·‖W‖²,   b without a penalty
 */
export interface SoftmaxProblem {
  readonly rows: LabelledRows;
  readonly featureCount: number;
  /** Every class has rows. */
  readonly classCount: number;
  readonly l2: number;
  /** A solver ends when a step no longer lowers F by more than about this share of it. */
  readonly tolerance: number;
  readonly maxPasses: number;
}

/** Where the numbers of a fit go, rounded to f32: score of class k = intercept[k] + Σ_j x_j · weights[j·stride + k]. */
export interface SoftmaxRoom {
  readonly stride: number;
  /** featureCount × stride, all 0. */
  readonly weights: Float32Array;
  readonly intercept: Float32Array;
}

/** What came of a fit. */
export interface SoftmaxOutcome {
  /** F as the solver sees it, after its last step. */
  readonly objective: number;
  readonly passes: number;
}

/** Fits such models by the means of an engine, not by worker threads of this process. */
export interface SoftmaxTrainer {
  /** Fills the room. Failures: `resources.memory` when it would be more than the engine has, and those of the engine. */
  fit(problem: SoftmaxProblem, room: SoftmaxRoom, signal: AbortSignal): Promise<SoftmaxOutcome>;
}

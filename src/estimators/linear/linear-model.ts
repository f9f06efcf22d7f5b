import type { SharedWeights } from '../../kernels/shared-weights.js';
import type { FittedModel } from '../model-format.js';

/** Name of the kind. */
export const LINEAR = 'logistic-regression';

/**
 * A linear model, of whichever kind that leaves weights: score of code k = intercept[k] + Σ_j x_j · weights[j·stride + k].
 * `stride` is the code count rounded up to a multiple of 4; the padding is zero in weights.
 */
export interface LinearModel extends FittedModel {
  readonly stride: number;
  /** featureCount × stride, feature-major. */
  readonly weights: Float32Array;
  /** stride entries. */
  readonly intercept: Float32Array;
  /** The same weights where the kernel scores with them; absent until rows are to be coded. */
  readonly shared?: SharedWeights;
}

/** The same with its weights in consecutive parts of whole rows, as a fit leaves them. What pads the intercept may be anything. */
export interface LinearParts extends Omit<LinearModel, 'weights'> {
  readonly weights: readonly Float32Array[];
}

/** The same with its weights as a sum of products A·B, of which the shares of an average are part. */
export interface LinearFactors extends Omit<LinearModel, 'weights'> {
  readonly factors: readonly Factors[];
}

/** One of the products. */
export interface Factors {
  /** A multiple of 4. */
  readonly rank: number;
  /** A: featureCount × rank, in consecutive parts of whole rows. */
  readonly left: readonly Float32Array[];
  /** B: rank × stride. */
  readonly right: Float32Array;
}

/** A model in any of the shapes that it may be written from. */
export type WrittenLinear = LinearModel | LinearParts | LinearFactors;

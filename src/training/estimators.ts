import type { FitSettings } from '../artifacts/fit.js';
import type { Estimator } from './estimator.js';
import { linearEstimator } from './linear-estimator.js';
import { majorityEstimator } from './majority-estimator.js';

/** Every estimator by its name in `search.estimator`. */
export const ESTIMATORS: Readonly<Record<FitSettings['estimator'], Estimator>> = {
  'logistic-regression': linearEstimator,
  majority: majorityEstimator,
};

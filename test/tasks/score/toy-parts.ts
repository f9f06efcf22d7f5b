import { digestBytes } from '../../../src/core/digest.js';
import { AS_THEY_ARE } from '../../../src/evaluation/calibration/calibrator.js';
import type { PredictorParts } from '../../../src/model/predictor.js';
import { specOf } from '../../features/fit-in-memory.js';
import { CODES, toyContent } from '../../model/toy-model.js';

/** A model with a curve for its scores, as a bundle would give it. */
export function toyParts(name: string): PredictorParts {
  const { model, spec, table } = toyContent(specOf({}, { words: [1, 2], chars: [3, 4] }));
  const calibrator = { ...AS_THEY_ARE, offset: -0.3, slopeTop: 0.8, slopeRest: 0.6 };
  return {
    modelDigest: digestBytes(name),
    spec,
    table,
    model,
    titles: CODES.map(() => null),
    calibrator,
    reviewThreshold: 0.5,
    stopAt: null,
    contract: null,
  };
}

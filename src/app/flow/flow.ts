import type { FeatureMatrix, FeatureVariants } from '../../artifacts/features.js';
import type { Trials } from '../../artifacts/trials.js';
import { defineFlow, type MadeBy } from '../../runner/flow/flow.js';
import { bundleStage } from '../../stages/bundle/index.js';
import { calibrateStage } from '../../stages/calibrate/index.js';
import { compareStage } from '../../stages/compare/index.js';
import { evaluateStage } from '../../stages/evaluate/index.js';
import { featuresStage } from '../../stages/features/index.js';
import { prepareStage } from '../../stages/prepare/index.js';
import { registerStage } from '../../stages/register/index.js';
import { searchStage } from '../../stages/search/index.js';
import { sourceStage } from '../../stages/source/index.js';
import { splitStage } from '../../stages/split/index.js';
import { trainStage } from '../../stages/train/index.js';

/** The one list of stages: a run, a plan, the graph and the forecast read it. */
export const FLOW = defineFlow([
  { stage: sourceStage, needs: [], gives: 'source' },
  { stage: prepareStage, needs: ['source'], gives: 'prepared' },
  { stage: splitStage, needs: ['source', 'prepared'], gives: 'split' },
  { stage: featuresStage, needs: ['source', 'prepared', 'split'], gives: 'features' },
  { stage: searchStage, needs: ['source', 'prepared', 'split', 'features'], gives: 'trials' },
  { stage: trainStage, needs: ['source', 'prepared', 'split', 'features', 'trials'], gives: 'fit' },
  { choose: chosenMatrix, needs: ['features', 'trials'], gives: 'matrix' },
  { stage: calibrateStage, needs: ['source', 'prepared', 'split', 'matrix', 'fit'], gives: 'calibration' },
  { stage: evaluateStage, needs: ['source', 'prepared', 'split', 'matrix', 'fit', 'calibration'], gives: 'evaluation' },
  { stage: bundleStage, needs: ['source', 'prepared', 'split', 'matrix', 'fit', 'trials', 'calibration', 'evaluation'], gives: 'bundle' },
  { stage: compareStage, needs: ['source', 'prepared', 'split', 'bundle', 'evaluation', 'fit', 'matrix', 'calibration'], gives: 'comparison' },
  { stage: registerStage, needs: ['bundle', 'comparison'], gives: 'registration', actsOutside: true },
]);

/** Everything that a whole run made. */
export type FlowArtifacts = MadeBy<typeof FLOW>;

/** The feature matrix of the trial that won. */
function chosenMatrix({ features, trials }: { readonly features: FeatureVariants; readonly trials: Trials }): FeatureMatrix {
  const matrix = features.variants[trials.trials[trials.chosen]?.variantIndex ?? -1];
  if (matrix === undefined) throw new RangeError(`trial ${trials.chosen} names a feature variant that is not there`);
  return matrix;
}
